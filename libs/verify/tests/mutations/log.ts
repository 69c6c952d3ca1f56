import type { Chance } from '../support/chance.ts';
import { canonical } from '../support/json.ts';
import { noteText } from '../support/keys.ts';
import { naiveLeaf, naiveRoot } from '../support/naive-tree.ts';
import { ORIGIN } from '../support/case-writer.ts';
import { rebag } from '../support/bundle.ts';
import type { Sample } from '../support/sample-bundle.ts';
import type { Forged, Mutation } from './mutation.ts';
import { flipped, namesCheckpoint, namesEntry, namesFile, withFile } from './mutation.ts';

const LOG = 'data/case.log';

/** The sample with another log, whatever it is now. */
function withLines(sample: Sample, lines: readonly string[], seq: number): Forged {
  const log = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  return { bundle: withFile(sample, LOG, log), names: namesEntry(seq) };
}

type Entry = Record<string, unknown> & { seq: number };
const parse = (line: string): Entry => JSON.parse(line) as Entry;
const anyEntry = ({ writer }: Sample, chance: Chance): number => chance.int(0, writer.size - 1);

/** Entries from `from` on with their numbers moved. */
const renumbered = (lines: readonly string[], from: number, by: number): string[] =>
  lines.map((line, index) => {
    const entry = parse(line);
    return index < from ? line : canonical({ ...entry, seq: entry.seq + by });
  });

/** Another value of the same kind: a digit, a letter, a truth. */
function otherValue(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'string')
    return value.replace(/[0-9a-y]/, (one) => String.fromCharCode(one.charCodeAt(0) + 1));
  if (typeof value === 'boolean') return !value;
  if (Array.isArray(value)) return value.length === 0 ? ['x'] : value.map(otherValue);
  if (value === null || typeof value !== 'object') return 1;
  const [[name, member] = ['x', 0], ...rest] = Object.entries(value);
  return Object.fromEntries([[name, otherValue(member)], ...rest]);
}

export const logMutations: readonly Mutation[] = [
  {
    name: 'a bit of an entry is flipped',
    finds: ['log.altered'],
    forge: (sample, chance) => {
      const seq = anyEntry(sample, chance);
      const before = Buffer.from(
        sample.writer.lines
          .slice(0, seq)
          .map((line) => `${line}\n`)
          .join(''),
      );
      const line = flipped(Buffer.from(sample.writer.lines[seq] ?? ''), chance);
      const after = Buffer.from(
        sample.writer.lines
          .slice(seq + 1)
          .map((one) => `\n${one}`)
          .join(''),
      );
      return {
        bundle: withFile(sample, LOG, Buffer.concat([before, line, after, Buffer.from('\n')])),
        names: namesEntry(seq),
      };
    },
  },
  {
    name: 'a member of an entry is changed, and the line is canonical again',
    finds: ['log.altered'],
    forge: (sample, chance) => {
      const seq = anyEntry(sample, chance);
      const lines = sample.writer.lines.map((line, index) => {
        if (index !== seq) return line;
        const entry = parse(line);
        const name = chance.pick(['actor', 'body', 'at', 'body']);
        return canonical({ ...entry, [name]: otherValue(entry[name]) });
      });
      return withLines(sample, lines, seq);
    },
  },
  {
    name: 'an entry is dropped',
    finds: ['log.sequence'],
    forge: (sample, chance) => {
      const seq = chance.int(0, sample.writer.size - 1);
      return withLines(
        sample,
        sample.writer.lines.filter((_, index) => index !== seq),
        seq,
      );
    },
  },
  {
    name: 'an entry is dropped and the rest renumbered',
    finds: ['log.altered', 'log.evidence', 'log.checkpoint', 'log.authority', 'log.opening'],
    forge: (sample, chance) => {
      const seq = chance.int(0, sample.writer.size - 2);
      const rest = sample.writer.lines.filter((_, index) => index !== seq);
      return withLines(sample, renumbered(rest, seq, -1), seq);
    },
  },
  {
    name: 'an entry is inserted',
    finds: ['log.sequence'],
    forge: (sample, chance) => {
      const seq = chance.int(1, sample.writer.size - 1);
      const forged = canonical({
        ...parse(sample.writer.lines[seq] ?? ''),
        type: 'note.added',
        body: { text: 'nothing to see' },
      });
      return withLines(sample, sample.writer.lines.toSpliced(seq, 0, forged), seq);
    },
  },
  {
    name: 'an entry is inserted and the rest renumbered',
    finds: ['log.altered'],
    forge: (sample, chance) => {
      const seq = chance.int(1, sample.writer.size - 1);
      const forged = canonical({
        ...parse(sample.writer.lines[seq] ?? ''),
        type: 'note.added',
        body: { text: 'nothing to see' },
      });
      const lines = [
        ...sample.writer.lines.slice(0, seq),
        forged,
        ...renumbered(sample.writer.lines.slice(seq), 0, 1),
      ];
      return withLines(sample, lines, seq);
    },
  },
  {
    name: 'two entries change places',
    finds: ['log.sequence'],
    forge: (sample, chance) => {
      const seq = chance.int(0, sample.writer.size - 2);
      const [one = '', other = ''] = sample.writer.lines.slice(seq, seq + 2);
      return withLines(sample, sample.writer.lines.toSpliced(seq, 2, other, one), seq);
    },
  },
  {
    name: 'two entries change places and numbers',
    finds: ['log.altered'],
    forge: (sample, chance) => {
      const seq = chance.int(1, sample.writer.size - 2);
      const [one = '', other = ''] = sample.writer.lines.slice(seq, seq + 2);
      const swapped = [
        canonical({ ...parse(other), seq }),
        canonical({ ...parse(one), seq: seq + 1 }),
      ];
      return withLines(sample, sample.writer.lines.toSpliced(seq, 2, ...swapped), seq);
    },
  },
  {
    name: 'the end of the log is cut off',
    finds: ['log.truncated'],
    forge: (sample, chance) => {
      const size = chance.int(0, sample.writer.size - 1);
      return withLines(sample, sample.writer.lines.slice(0, size), sample.writer.size - 1);
    },
  },
  {
    name: 'the log is rolled back to an earlier checkpoint, notes and leaves with it',
    finds: ['log.not-exported'],
    forge: (sample, chance) => {
      const sizes = [...sample.writer.notes.keys()].filter((size) => size < sample.writer.size);
      const size = chance.pick(sizes);
      const bundle = new Map(sample.bundle);
      bundle.set(
        LOG,
        Buffer.from(
          sample.writer.lines
            .slice(0, size)
            .map((line) => `${line}\n`)
            .join(''),
        ),
      );
      if (bundle.has('data/case.leaves'))
        bundle.set('data/case.leaves', Buffer.concat(sample.writer.leaves.slice(0, size)));
      for (const later of sample.writer.notes.keys())
        if (later > size) bundle.delete(`data/checkpoints/${String(later)}.note`);
      return { bundle: rebag(bundle), names: namesEntry(size - 1) };
    },
  },
  {
    name: 'an older whole bundle is shown to somebody who knows a newer checkpoint',
    finds: ['checkpoint.rolled-back'],
    forge: (sample) => {
      const size = sample.writer.size + 1;
      const known = noteText(
        { origin: ORIGIN, size, root: naiveRoot([...sample.writer.leaves, naiveLeaf('later')]) },
        sample.keys,
      );
      return {
        bundle: sample.bundle,
        names: (place) => place === `checkpoint ${String(size)} (given)`,
        options: { knownCheckpoints: [known] },
      };
    },
  },
  {
    name: 'another history is shown to somebody who knows a checkpoint',
    finds: ['checkpoint.inconsistent'],
    forge: (sample, chance) => {
      const size = chance.int(1, sample.writer.size);
      const known = noteText(
        {
          origin: ORIGIN,
          size,
          root: naiveRoot([...sample.writer.leaves.slice(1, size), naiveLeaf('other')]),
        },
        sample.keys,
      );
      return {
        bundle: sample.bundle,
        names: (place) => place === `checkpoint ${String(size)} (given)`,
        options: { knownCheckpoints: [known] },
      };
    },
  },
  {
    name: 'an entry is put after the end',
    finds: ['log.unsigned'],
    forge: (sample) => {
      const last = parse(sample.writer.lines.at(-1) ?? '');
      const forged = canonical({
        ...last,
        seq: last.seq + 1,
        type: 'note.added',
        body: { text: 'all is well' },
      });
      return withLines(sample, [...sample.writer.lines, forged], last.seq + 1);
    },
  },
  {
    name: 'the last line feed is taken away',
    finds: ['log.line-feed'],
    forge: (sample) => ({
      bundle: withFile(sample, LOG, Buffer.from(sample.writer.lines.join('\n'))),
      names: namesFile(LOG),
    }),
  },
  {
    name: 'line ends are changed',
    finds: ['log.not-canonical'],
    forge: (sample) => ({
      bundle: withFile(
        sample,
        LOG,
        Buffer.from(sample.writer.lines.map((line) => `${line}\r\n`).join('')),
      ),
      names: namesEntry(0),
    }),
  },
  {
    name: 'a blank line, a byte order mark or a space is put in',
    finds: ['log.altered'],
    forge: (sample, chance) => {
      const seq = anyEntry(sample, chance);
      const put = chance.pick(['\n', '\ufeff', ' ', '\t']);
      const lines = sample.writer.lines.map((line, index) =>
        index === seq ? `${put}${line}` : line,
      );
      return withLines(sample, lines, seq);
    },
  },
  {
    name: 'an entry says the same in other words',
    finds: ['log.not-canonical'],
    forge: (sample, chance) => {
      const seq = anyEntry(sample, chance);
      const other = chance.pick([
        (line: string) => line.replace('"v":1', '"v":1.0'),
        (line: string) => line.replace('"v":1', '"v":1,"v":1'),
        (line: string) => line.replace('{"actor"', '{"\\u0061ctor"'),
        (line: string) => JSON.stringify(Object.fromEntries(Object.entries(parse(line)).reverse())),
      ]);
      return withLines(
        sample,
        sample.writer.lines.map((line, index) => (index === seq ? other(line) : line)),
        seq,
      );
    },
  },
  {
    name: 'the leaf hashes are altered, and nothing else',
    finds: ['log.leaves'],
    forge: (sample, chance) => {
      const leaves = sample.bundle.get('data/case.leaves');
      if (leaves === undefined) return undefined;
      const forged = chance.pick([
        flipped(leaves, chance),
        leaves.subarray(32),
        Buffer.concat([leaves, leaves.subarray(0, 32)]),
        leaves.subarray(0, -1),
      ]);
      return {
        bundle: withFile(sample, 'data/case.leaves', forged),
        names: namesFile('data/case.leaves'),
      };
    },
  },
  {
    name: 'the log of another case is put under the checkpoints',
    finds: ['checkpoint.origin'],
    forge: (sample) => {
      const other = '0193a1b2-0000-7000-8000-00000000ffff';
      const lines = sample.writer.lines.map((line) => canonical({ ...parse(line), case: other }));
      const [size = 0] = sample.writer.notes.keys();
      return {
        bundle: withFile(sample, LOG, Buffer.from(lines.map((line) => `${line}\n`).join(''))),
        names: namesCheckpoint(size),
      };
    },
  },
];
