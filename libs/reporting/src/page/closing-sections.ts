import type { Report, ReportItem } from '@afo/domain';
import { counted, grouped, moment, readable } from '../text/quantities.ts';
import { isOriginal } from '../compose/evidence-gaps.ts';
import {
  actorLine,
  anchorOf,
  code,
  entryLink,
  itemLink,
  lineOf,
  linkTo,
  stacked,
  text,
} from './lines.ts';
import type { Block, Section } from './page.ts';

/**
 * A form for a qualified person to certify the digests, in the manner of Federal Rule of Evidence 902(14). It is a
 * form: the product signs nothing of it and says so.
 */
export const certificationSection = (report: Report): Section => ({
  id: 'certification',
  title: 'Certification form (unsigned)',
  blocks: [
    {
      kind: 'paragraph',
      line: [
        {
          kind: 'mark',
          text: 'Not a certification until a qualified person has completed and signed it.',
          tone: 'missing',
        },
        text(
          ' The text follows the pattern of U.S. Federal Rule of Evidence 902(14) for data copied from a device and ' +
            'authenticated by a process of digital identification. Whether it suffices where it is used is for counsel to say.',
        ),
      ],
    },
    ...CERTIFICATE.map((words): Block => ({ kind: 'paragraph', line: [text(words)] })),
    certifiedTable(report),
    {
      kind: 'form',
      labels: ['Name', 'Position and qualification', 'Place and date', 'Signature'],
    },
  ],
});

const CERTIFICATE = [
  '1. I am qualified by training and experience to perform and to check the copying of electronic data and the calculation of cryptographic digests.',
  '2. The items listed below were read from their sources by the tools named in the section on evidence. While an item was read, the SHA-256 digest (FIPS 180-4) of its bytes as seized was calculated. The bytes were then stored in storage that permits neither overwriting nor deletion, the stored bytes were read again, and the digest of what they decode to was calculated anew.',
  '3. Two byte sequences with equal SHA-256 digests are, for every practical purpose, identical. Where the column “Read back” says that the digest matches, the stored copy is therefore a true copy of what was read from the source.',
  '4. I have compared the digests below with digests that I have calculated or seen calculated from the copies now produced, with this result: ______________________________________________',
];

const certifiedTable = ({ evidence }: Report): Block => ({
  kind: 'table',
  caption: 'Digests to be certified',
  columns: [
    { title: 'Item', width: 10 },
    { title: 'Bytes as seized', width: 17 },
    { title: 'SHA-256 as seized', width: 55 },
    { title: 'Read back', width: 18 },
  ],
  rows: evidence
    .filter((item) => isOriginal(item) && item.asSeized !== undefined)
    .map((item) => ({
      cells: [
        [itemLink(item.item)],
        [text(grouped(item.asSeized?.bytes ?? 0))],
        [code(item.asSeized?.sha256 ?? '')],
        [text(readBack(item))],
      ],
    })),
});

function readBack({ verifications, missingBytes }: ReportItem): string {
  const last = verifications.at(-1);
  const gap = (missingBytes ?? 0) > 0 ? ', unreadable bytes as zeros' : '';
  if (last === undefined) return `not read back${gap}`;
  return `${last.result === 'match' ? 'matches' : 'DOES NOT MATCH'}, ${readable(last.at)}${gap}`;
}

/** How a stranger checks all this without us. */
export const verificationSection = (report: Report): Section => ({
  id: 'verification',
  title: 'How to verify this report',
  blocks: [
    ...HOW_TO_VERIFY.map((words): Block => ({ kind: 'paragraph', line: [text(words)] })),
    {
      kind: 'facts',
      rows: [
        { label: 'Case log', line: [text(`afo.case/${report.case}`)] },
        ...report.verification.keys.map((key) => ({ label: 'Public key', line: [code(key)] })),
      ],
    },
    ...checkpointTable(report),
  ],
});

const HOW_TO_VERIFY = [
  'The case is exported as a bundle (a BagIt bag, RFC 8493): the case log, its signed checkpoints, the public keys, the manifests, this report, and the evidence itself or the list of what stays in storage.',
  '“afo verify BUNDLE” checks it without network and without the machine that made it. VERIFY.md in the bundle says how to do the same by hand with sha256sum, openssl and any tool for C2SP checkpoints. Compare the public key below with one that you have from another source: a key that comes with the bundle alone proves only that the bundle agrees with itself.',
  'What is proven: that the entries of the log were neither changed, dropped, inserted nor reordered since the checkpoint over them was signed, and that the evidence has the digests that the log holds. What is not proven: that a tool or a person that wrote an entry observed rightly, that the source told the truth, and the time of an entry beyond what a timestamp authority has stamped.',
];

function checkpointTable({ verification: { checkpoints } }: Report): readonly Block[] {
  if (checkpoints.length === 0)
    return [
      {
        kind: 'paragraph',
        line: [text('No checkpoint had been signed when this report was made.')],
      },
    ];
  return [
    {
      kind: 'table',
      caption: 'Checkpoints signed before this report',
      columns: [
        { title: 'Entries', width: 9 },
        { title: 'Root of the Merkle tree', width: 55 },
        { title: 'Key', width: 16 },
        { title: 'Timestamp', width: 11 },
        { title: 'Log', width: 9 },
      ],
      rows: checkpoints.slice(-40).map(({ entry, size, root, key, timestamp }) => ({
        cells: [
          [text(grouped(size))],
          [code(root)],
          [text(key)],
          [text(timestamp ? 'RFC 3161' : 'none')],
          [entryLink(entry)],
        ],
      })),
    },
  ];
}

/** The log in one line an entry, so that every reference lands somewhere. */
export const logSection = (report: Report): Section => ({
  id: 'log',
  title: 'The case log in short',
  blocks: [
    {
      kind: 'paragraph',
      line: [
        text(
          counted(report.log.length, 'entry', 'entries') +
            (report.logLeftOut === 0
              ? '. The bundle holds each in full.'
              : `; ${grouped(report.logLeftOut)} more are in the bundle only, which holds each in full.`),
        ),
      ],
    },
    {
      kind: 'table',
      caption: 'Entries of the case log',
      columns: [
        { title: 'Log', width: 7 },
        { title: 'When (UTC)', width: 12 },
        { title: 'Who', width: 17 },
        { title: 'What', width: 56 },
        { title: 'Why', width: 8 },
      ],
      rows: report.log.map((line) => ({
        id: anchorOf({ to: 'entry', entry: line.entry }),
        cells: [
          [text(String(line.entry))],
          [text(moment(line.at))],
          actorLine(line.actor),
          stacked([[code(line.type)], lineOf(line.what)]),
          line.why === undefined ? [] : [linkTo({ to: 'authorisation', authorisation: line.why })],
        ],
      })),
    },
  ],
});
