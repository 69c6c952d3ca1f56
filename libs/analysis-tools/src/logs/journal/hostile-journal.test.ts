import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readJournal } from './journal-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-journal-'));
});
afterEach(() => rm(folder, { recursive: true }));

const HEADER = 208;
const DATA = 1;
const ENTRY = 3;
const ZSTD = 4;

/** An object of the journal: its header, what it holds, and the room up to the next one. */
function objectOf(type: number, flags: number, content: Buffer): Buffer {
  const size = 16 + content.length;
  const object = Buffer.alloc(Math.ceil(size / 8) * 8);
  object.writeUInt8(type, 0);
  object.writeUInt8(flags, 1);
  object.writeBigUInt64LE(BigInt(size), 8);
  content.copy(object, 16);
  return object;
}

const dataOf = (text: string): Buffer =>
  objectOf(DATA, ZSTD, Buffer.concat([Buffer.alloc(48), zstdCompressSync(Buffer.from(text))]));

function entryOf(fields: readonly number[]): Buffer {
  const content = Buffer.alloc(48 + fields.length * 16);
  content.writeBigUInt64LE(1_763_431_200_000_000n, 8);
  fields.forEach((offset, n) => content.writeBigUInt64LE(BigInt(offset), 48 + n * 16));
  return objectOf(ENTRY, 0, content);
}

/** A journal of these packed fields, with entries that name them by their numbers. */
function journalOf(fields: readonly string[], entries: readonly (readonly number[])[]): Buffer {
  const objects: Buffer[] = [];
  const places: number[] = [];
  let end = HEADER;
  let last = end;
  const add = (object: Buffer): number => {
    objects.push(object);
    last = end;
    end += object.length;
    return last;
  };
  for (const field of fields) places.push(add(dataOf(field)));
  for (const entry of entries) add(entryOf(entry.map((n) => places[n] ?? 0)));
  const head = Buffer.alloc(HEADER);
  head.write('LPKSHHRH', 'latin1');
  head.writeBigUInt64LE(BigInt(HEADER), 88);
  head.writeBigUInt64LE(BigInt(last), 136);
  return Buffer.concat([head, ...objects]);
}

/** How many entries a process of its own reads that may use so many megabytes. */
async function entriesReadIn(megabytes: number, journal: string): Promise<string> {
  const program = `import { readFileSync } from 'node:fs';
import { readJournal } from ${JSON.stringify(join(import.meta.dirname, 'journal-file.ts'))};
let count = 0;
for (const { fields } of readJournal(readFileSync(process.argv[1])).entries) count += fields.size;
console.log(count);`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...[`--max-old-space-size=${String(megabytes)}`, '--conditions=@afo/source'],
    ...['--input-type=module-typescript', '-e', program, journal],
  ]);
  return stdout.trim();
}

const packed = (n: number): string => `F${String(n)}=${'x'.repeat(65_000)}`;

describe('when a journal of a few megabytes unpacks to gigabytes', () => {
  it('F-72 reads every entry of it in little memory, or a hostile host would end its own analysis', async () => {
    const count = 4000;
    const numbers = Array.from({ length: count }, (_, n) => n);
    await writeFile(
      join(folder, 'system.journal'),
      journalOf(
        numbers.map(packed),
        numbers.map((n) => [n]),
      ),
    );

    // All fields together are 260 MB; the reader gets a third of that, and would be killed.
    expect(await entriesReadIn(96, join(folder, 'system.journal'))).toBe(String(count));
  });

  it('F-72 holds no more of one entry than a message can be, and counts what it leaves out', () => {
    const numbers = Array.from({ length: 400 }, (_, n) => n);
    const reading = readJournal(journalOf(numbers.map(packed), [numbers]));

    const [entry] = [...reading.entries];

    expect(entry?.fields.size).toBe(16);
    expect(reading.undecoded()).toBe(400 - 16);
  });
});

describe('when a journal is what it should be', () => {
  it('gives every field of every entry, also those that many entries share', () => {
    const file = journalOf(
      ['MESSAGE=one', 'MESSAGE=two', '_COMM=sshd'],
      [
        [0, 2],
        [1, 2],
      ],
    );
    const reading = readJournal(file);

    const entries = [...reading.entries].map(({ fields }) => Object.fromEntries(fields));

    expect(entries).toEqual([
      { MESSAGE: 'one', _COMM: 'sshd' },
      { MESSAGE: 'two', _COMM: 'sshd' },
    ]);
    expect(reading.undecoded()).toBe(0);
  });
});
