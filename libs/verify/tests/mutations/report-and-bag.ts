import type { Bundle } from '../support/bundle.ts';
import { rebag, sha256 } from '../support/bundle.ts';
import type { Chance } from '../support/chance.ts';
import type { Sample } from '../support/sample-bundle.ts';
import type { Mutation } from './mutation.ts';
import { fileOf, flipped, namesFile, pathsBelow, withFile } from './mutation.ts';

const REPORTS = 'data/report/';

/** The bundle with one file changed and the bag left as it was: what happens by accident. */
function untidy(sample: Sample, path: string, bytes: Uint8Array | undefined): Bundle {
  const bundle = new Map(sample.bundle);
  if (bytes === undefined) bundle.delete(path);
  else bundle.set(path, Buffer.from(bytes));
  return bundle;
}

function lines(change: (lines: string[], chance: Chance) => string[]): Mutation['forge'] {
  return (sample, chance) => {
    const all = fileOf(sample, 'manifest-sha256.txt').toString().trimEnd().split('\n');
    const bytes = Buffer.from(
      change(all, chance)
        .map((line) => `${line}\n`)
        .join(''),
    );
    return {
      bundle: untidy(sample, 'manifest-sha256.txt', bytes),
      names: namesFile('manifest-sha256.txt'),
    };
  };
}

export const reportAndBagMutations: readonly Mutation[] = [
  {
    name: 'a bit of the report is flipped',
    finds: ['report.altered'],
    forge: (sample, chance) => {
      const path = chance.pick(pathsBelow(sample, REPORTS));
      return {
        bundle: withFile(sample, path, flipped(fileOf(sample, path), chance)),
        names: namesFile(path),
      };
    },
  },
  {
    name: 'the report is written anew',
    finds: ['report.altered'],
    forge: (sample, chance) => {
      const path = chance.pick(pathsBelow(sample, REPORTS));
      return {
        bundle: withFile(sample, path, Buffer.from('<p>nothing was found</p>')),
        names: namesFile(path),
      };
    },
  },
  {
    name: 'a file of the report is taken away',
    finds: ['report.missing'],
    forge: (sample, chance) => {
      const path = chance.pick(pathsBelow(sample, REPORTS));
      return { bundle: withFile(sample, path, undefined), names: namesFile(path) };
    },
  },
  {
    name: 'two files of the report change places',
    finds: ['report.altered'],
    forge: (sample) => {
      const [one = '', other = ''] = pathsBelow(sample, REPORTS);
      const bundle = new Map(sample.bundle)
        .set(one, fileOf(sample, other))
        .set(other, fileOf(sample, one));
      return { bundle: rebag(bundle), names: namesFile(one) };
    },
  },
  {
    name: 'any file of the bag is damaged',
    finds: ['bag.file-altered'],
    forge: (sample, chance) => {
      const path = chance.pick(
        [...sample.bundle.keys()].filter((one) => one !== 'tagmanifest-sha256.txt'),
      );
      return {
        bundle: untidy(sample, path, flipped(fileOf(sample, path), chance)),
        names: namesFile(path),
      };
    },
  },
  {
    name: 'any file of the bag is lost',
    finds: ['bag.file-missing', 'bag.manifest-missing'],
    forge: (sample, chance) => {
      const path = chance.pick([...sample.bundle.keys()]);
      return { bundle: untidy(sample, path, undefined), names: namesFile(path) };
    },
  },
  {
    name: 'a file is put into the bag',
    finds: ['bag.file-unlisted'],
    forge: (sample, chance) => {
      const path = chance.pick([
        'data/extra.txt',
        'extra.txt',
        'data/evidence/extra',
        'manifest-md5.txt',
      ]);
      return { bundle: untidy(sample, path, chance.bytes(8)), names: namesFile(path) };
    },
  },
  {
    name: 'a line of the manifest is dropped',
    finds: ['bag.file-altered'],
    forge: lines((all, chance) => all.toSpliced(chance.int(0, all.length - 1), 1)),
  },
  {
    name: 'a line of the manifest occurs twice',
    finds: ['bag.manifest-malformed'],
    forge: lines((all, chance) => [...all, chance.pick(all)]),
  },
  {
    name: 'the manifest lists a file that is not there',
    finds: ['bag.file-altered'],
    forge: lines((all) => [...all, `${sha256('x')}  data/ghost`]),
  },
  {
    name: 'the manifest lists a file outside the bag',
    finds: ['bag.manifest-malformed'],
    forge: lines((all) => [...all, `${sha256('x')}  ../../etc/passwd`]),
  },
  {
    name: 'the manifest holds something else',
    finds: ['bag.manifest-malformed'],
    forge: lines((all) => [...all, 'deadbeef']),
  },
  {
    name: 'a bit of the tag manifest is flipped',
    finds: ['bag.manifest-malformed', 'bag.file-unlisted', 'bag.file-missing', 'bag.file-altered'],
    forge: (sample, chance) => {
      const path = 'tagmanifest-sha256.txt';
      return {
        bundle: untidy(sample, path, flipped(fileOf(sample, path), chance)),
        names: (place) => place.startsWith('file '),
      };
    },
  },
  {
    name: 'fetch.txt lists what no manifest lists',
    finds: ['bag.fetch'],
    forge: (sample) => {
      const bundle = untidy(
        sample,
        'fetch.txt',
        Buffer.from('https://example.org/x 10 data/evidence/x\n'),
      );
      return { bundle, names: namesFile('data/evidence/x') };
    },
  },
  {
    name: 'a path leads out of the bag',
    finds: ['bag.path'],
    forge: (sample, chance) => {
      const path = chance.pick([
        '../outside',
        '/etc/passwd',
        'data/../../outside',
        'data//x',
        'data/./x',
        'data/a\\..\\x',
        'data/\u0000x',
      ]);
      return {
        bundle: untidy(sample, path, chance.bytes(8)),
        names: (place) => place.startsWith('file ') && place.length > 6,
      };
    },
  },
  {
    name: 'a path occurs twice',
    finds: ['bag.path'],
    forge: (sample, chance) => {
      const path = chance.pick([...sample.bundle.keys()]);
      return { bundle: sample.bundle, twice: path, names: namesFile(path) };
    },
  },
  {
    name: 'the bag counts wrongly',
    finds: ['bag.oxum'],
    forge: (sample) => {
      const bundle = untidy(sample, 'bag-info.txt', Buffer.from('Payload-Oxum: 1.1\n'));
      return { bundle, names: namesFile('bag-info.txt') };
    },
  },
];
