import { rebag } from '../support/bundle.ts';
import { ORIGIN } from '../support/case-writer.ts';
import type { Chance } from '../support/chance.ts';
import { canonical } from '../support/json.ts';
import { noteKey, noteText } from '../support/keys.ts';
import { naiveLeaf, naiveRoot } from '../support/naive-tree.ts';
import type { Sample } from '../support/sample-bundle.ts';
import { KEY } from '../support/sample-bundle.ts';
import type { Mutation } from './mutation.ts';
import { fileOf, flipped, namesCheckpoint, namesEntry, namesFile, withFile } from './mutation.ts';

const FOREIGN = noteKey('afo.example/somebody-else');
/** A key that claims the name of ours. */
const IMPOSTOR = noteKey(KEY.name, 'impostor');

const notePath = (size: number): string => `data/checkpoints/${String(size)}.note`;
const anySize = ({ writer }: Sample, chance: Chance): number =>
  chance.pick([...writer.notes.keys()]);
const rootAt = ({ writer }: Sample, size: number): Buffer =>
  naiveRoot(writer.leaves.slice(0, size));

export const checkpointMutations: readonly Mutation[] = [
  {
    name: 'a bit of a note is flipped',
    finds: [
      'checkpoint.malformed',
      'checkpoint.signature',
      'checkpoint.unknown-key',
      'checkpoint.size',
    ],
    forge: (sample, chance) => {
      const size = anySize(sample, chance);
      return {
        bundle: withFile(sample, notePath(size), flipped(fileOf(sample, notePath(size)), chance)),
        names: namesCheckpoint(size),
      };
    },
  },
  {
    name: 'a note of which the log speaks is taken away',
    finds: ['checkpoint.missing'],
    forge: (sample) => {
      const [size = 0] = sample.writer.notes.keys();
      return { bundle: withFile(sample, notePath(size), undefined), names: namesCheckpoint(size) };
    },
  },
  {
    name: 'the newest note is taken away',
    finds: ['log.unsigned'],
    forge: (sample) => ({
      bundle: withFile(sample, notePath(sample.writer.size), undefined),
      names: namesEntry(sample.writer.size - 1),
    }),
  },
  {
    name: 'every note is taken away',
    finds: ['checkpoint.none'],
    forge: (sample) => {
      const bundle = new Map(
        [...sample.bundle].filter(([path]) => !path.startsWith('data/checkpoints/')),
      );
      return { bundle: rebag(bundle), names: (place) => place === 'checkpoints' };
    },
  },
  {
    name: 'two notes change places',
    finds: ['checkpoint.size'],
    forge: (sample) => {
      const [one = 0, other = 0] = sample.writer.notes.keys();
      const bundle = new Map(sample.bundle);
      bundle
        .set(notePath(one), fileOf(sample, notePath(other)))
        .set(notePath(other), fileOf(sample, notePath(one)));
      return { bundle: rebag(bundle), names: namesCheckpoint(one) };
    },
  },
  {
    name: 'a note is signed anew by the right key over another root',
    finds: ['log.altered'],
    forge: (sample, chance) => {
      const size = anySize(sample, chance);
      const note = noteText({ origin: ORIGIN, size, root: chance.bytes(32) }, sample.keys);
      return {
        bundle: withFile(sample, notePath(size), Buffer.from(note)),
        names: namesEntry(size - 1),
      };
    },
  },
  {
    name: 'a note of another case is put in',
    finds: ['checkpoint.origin'],
    forge: (sample, chance) => {
      const size = anySize(sample, chance);
      const note = noteText(
        {
          origin: 'afo.case/0193a1b2-0000-7000-8000-00000000ffff',
          size,
          root: rootAt(sample, size),
        },
        sample.keys,
      );
      return {
        bundle: withFile(sample, notePath(size), Buffer.from(note)),
        names: namesCheckpoint(size),
      };
    },
  },
  {
    name: 'a note is signed by a foreign key',
    finds: ['checkpoint.unknown-key'],
    forge: (sample, chance) => {
      const size = anySize(sample, chance);
      const note = noteText({ origin: ORIGIN, size, root: rootAt(sample, size) }, [
        chance.pick([FOREIGN, IMPOSTOR]),
      ]);
      return {
        bundle: withFile(sample, notePath(size), Buffer.from(note)),
        names: namesCheckpoint(size),
      };
    },
  },
  {
    name: 'the key is another',
    finds: ['checkpoint.unknown-key'],
    forge: (sample, chance) => {
      const other = chance.pick([FOREIGN, IMPOSTOR]);
      const bundle = new Map([...sample.bundle].filter(([path]) => !path.startsWith('data/keys/')));
      bundle.set(`data/keys/${other.id}.vkey`, Buffer.from(`${other.vkey}\n`));
      const [size = 0] = sample.writer.notes.keys();
      return { bundle: rebag(bundle), names: namesCheckpoint(size) };
    },
  },
  {
    name: 'a bit of the key is flipped',
    finds: ['key.malformed'],
    forge: (sample, chance) => {
      const path = `data/keys/${KEY.id}.vkey`;
      return {
        bundle: withFile(sample, path, flipped(fileOf(sample, path).subarray(0, -1), chance)),
        names: namesFile(path),
      };
    },
  },
  {
    name: 'there is no key',
    finds: ['key.none'],
    forge: (sample) => ({
      bundle: withFile(sample, `data/keys/${KEY.id}.vkey`, undefined),
      names: (place) => place === 'keys',
    }),
  },
  {
    name: 'everything is signed anew by a foreign key, and the reader has the right one',
    finds: ['checkpoint.unknown-key'],
    forge: (sample, chance) => {
      const seq = chance.int(0, sample.writer.size - 1);
      const lines = sample.writer.lines.map((line, index) =>
        index === seq
          ? canonical({ ...(JSON.parse(line) as object), tool: { name: 'x', version: '1' } })
          : line,
      );
      const leaves = lines.map((line) => naiveLeaf(line));
      const bundle = new Map([...sample.bundle].filter(([path]) => !path.startsWith('data/keys/')));
      bundle.set('data/case.log', Buffer.from(lines.map((line) => `${line}\n`).join('')));
      bundle.set('data/case.leaves', Buffer.concat(leaves));
      bundle.set(`data/keys/${FOREIGN.id}.vkey`, Buffer.from(`${FOREIGN.vkey}\n`));
      for (const size of sample.writer.notes.keys()) {
        bundle.set(
          notePath(size),
          Buffer.from(
            noteText({ origin: ORIGIN, size, root: naiveRoot(leaves.slice(0, size)) }, [FOREIGN]),
          ),
        );
      }
      const [size = 0] = sample.writer.notes.keys();
      return { bundle: rebag(bundle), names: namesCheckpoint(size), options: { keys: [KEY.vkey] } };
    },
  },
];
