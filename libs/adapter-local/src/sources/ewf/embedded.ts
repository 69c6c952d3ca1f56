import { inflateSync } from 'node:zlib';
import type { SourceFacts } from '@afo/domain';
import type { RawFile } from '../raw-file.ts';
import { bytesAt } from './segment-file.ts';
import type { Section } from './segment-file.ts';

const MOST_TEXT = 1024 * 1024;

/** The digests of the content that an E01 holds: MD5 in `hash`, MD5 and SHA-1 in `digest`, any in `xhash` (ewfx). */
export async function readDigests(
  file: RawFile,
  section: Section,
): Promise<NonNullable<SourceFacts['embedded']>> {
  switch (section.type) {
    case 'hash':
      return given({ md5: digestAt(await bytesAt(file, section.start, 16)) });
    case 'digest': {
      const bytes = await bytesAt(file, section.start, 36);
      return given({ md5: digestAt(bytes.subarray(0, 16)), sha1: digestAt(bytes.subarray(16)) });
    }
    case 'xhash':
      return inXml(await textOf(file, section, 'utf8'));
    default:
      return {};
  }
}

/** What whoever made the E01 wrote into it: `header2` (UTF-16) or `header`. */
export async function readHeaderText(
  file: RawFile,
  section: Section,
): Promise<SourceFacts['facts']> {
  const lines = (
    await textOf(file, section, section.type === 'header2' ? 'utf16le' : 'latin1')
  ).split(/\r?\n/);
  const names = lines[2]?.split('\t') ?? [];
  const values = lines[3]?.split('\t') ?? [];
  const facts: Record<string, string> = {};
  for (const [n, name] of names.entries()) {
    const fact = HEADER_NAMES[name];
    const value = values[n]?.trim() ?? '';
    if (fact !== undefined && value !== '')
      facts[`ewf.${fact}`] = value.slice(0, 1024).toWellFormed();
  }
  return facts;
}

const HEADER_NAMES: Readonly<Record<string, string>> = {
  a: 'description',
  c: 'caseNumber',
  n: 'evidenceNumber',
  e: 'examiner',
  t: 'notes',
  av: 'program',
  ov: 'system',
  m: 'acquired',
  u: 'systemDate',
};

/** A digest of zeros was never computed. */
const digestAt = (bytes: Buffer): string | undefined =>
  bytes.every((byte) => byte === 0) ? undefined : bytes.toString('hex');

function inXml(text: string): NonNullable<SourceFacts['embedded']> {
  const of = (name: string, digits: number): string | undefined =>
    new RegExp(`<${name}>\\s*([0-9a-fA-F]{${String(digits)}})\\s*</${name}>`, 'i')
      .exec(text)?.[1]
      ?.toLowerCase();
  return given({ md5: of('MD5', 32), sha1: of('SHA1', 40), sha256: of('SHA256', 64) });
}

/** The digests that there are. */
function given({
  md5,
  sha1,
  sha256,
}: Record<'md5', string | undefined> &
  Partial<Record<'sha1' | 'sha256', string | undefined>>): NonNullable<SourceFacts['embedded']> {
  return {
    ...(md5 === undefined ? {} : { md5 }),
    ...(sha1 === undefined ? {} : { sha1 }),
    ...(sha256 === undefined ? {} : { sha256 }),
  };
}

/** Text of a section; of a damaged one none: it is what somebody noted, and no part of the disk. */
async function textOf(file: RawFile, section: Section, encoding: BufferEncoding): Promise<string> {
  const stored = await bytesAt(file, section.start, Math.min(section.length, MOST_TEXT));
  try {
    return inflateSync(stored, { maxOutputLength: MOST_TEXT })
      .toString(encoding)
      .replace(/^\ufeff/, '');
  } catch {
    return '';
  }
}
