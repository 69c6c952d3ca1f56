import type { Entry, Words } from '@afo/domain';
import { bytesInWords, counted, readable } from '../text/quantities.ts';
import { quote } from './references.ts';

type EvidenceEntry = Entry<
  | 'evidence.acquired'
  | 'evidence.sealed'
  | 'evidence.verified'
  | 'evidence.read'
  | 'evidence.exported'
  | 'evidence.transferred'
  | 'evidence.disposed'
  | 'analysis.completed'
  | 'report.issued'
  | 'checkpoint.signed'
>;

/** The entries about evidence and what came of it, in one line each. */
export function evidenceWords(entry: EvidenceEntry): Words {
  switch (entry.type) {
    case 'evidence.acquired':
      return acquiredWords(entry);
    case 'evidence.sealed':
      return [
        `${entry.body.item} and its manifest sealed in write-once storage, SHA-256 ${entry.body.sha256}`,
      ];
    case 'evidence.verified':
      return verifiedWords(entry);
    case 'evidence.read':
      return [`${entry.body.item} read: `, quote(entry.body.purpose)];
    case 'evidence.exported':
      return [
        `Exported as ${entry.body.format}${listed(entry.body.items)} to `,
        quote(entry.body.destination),
        ...(entry.body.sha256 === undefined ? [] : [`, SHA-256 ${entry.body.sha256}`]),
      ];
    case 'evidence.transferred':
      return [
        `Transferred${listed(entry.body.items)} to `,
        quote(entry.body.receiver.name),
        `, whose signed receipt gives SHA-256 ${entry.body.receipt.sha256}`,
      ];
    case 'evidence.disposed':
      return [
        `${entry.body.item} disposed of after its retention ended at ${readable(entry.body.retentionEnded)}: `,
        quote(entry.body.reason),
      ];
    case 'analysis.completed':
      return [
        `Tool run ${entry.body.run}: ${entry.body.tool.name} ${entry.body.tool.version}, ${entry.body.outcome}; ` +
          `${counted(entry.body.detections, 'detection')}, ${counted(entry.body.events, 'event')}`,
      ];
    case 'report.issued':
      return [
        `Report ${entry.body.item} issued over the first ${counted(entry.body.entries, 'entry', 'entries')}`,
      ];
    case 'checkpoint.signed':
      return [
        `Checkpoint signed over ${counted(entry.body.size, 'entry', 'entries')} with key ${entry.body.key}, ` +
          (entry.body.timestamp ? 'with' : 'without') +
          ' an RFC 3161 timestamp',
      ];
  }
}

function acquiredWords({ body }: Entry<'evidence.acquired'>): Words {
  const gap = body.missingBytes === 0 ? '' : `, ${bytesInWords(body.missingBytes)} NOT readable`;
  return [
    `${body.item} (${body.kind}) acquired, ${bytesInWords(body.bytes)}${gap}, SHA-256 ${body.sha256}: `,
    quote(body.title),
  ];
}

function verifiedWords({ body }: Entry<'evidence.verified'>): Words {
  return [
    `${body.item} read back (${body.occasion}): ${body.result === 'match' ? 'the digest matches' : 'THE DIGEST DOES NOT MATCH'}, ${body.sha256 === undefined ? 'not readable to its end' : `SHA-256 ${body.sha256}`}`,
    ...(body.detail === undefined ? [] : [': ', quote(body.detail)]),
  ];
}

const listed = (items: readonly string[]): string =>
  items.length === 0 ? ' without evidence' : ` ${items.join(', ')}`;
