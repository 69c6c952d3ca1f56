import type { FaultCode, VerifyOptions } from '../../src/index.ts';
import type { Bundle } from '../support/bundle.ts';
import { rebag } from '../support/bundle.ts';
import type { Chance } from '../support/chance.ts';
import type { Sample } from '../support/sample-bundle.ts';

/** A way to forge a bundle. */
export interface Mutation {
  readonly name: string;
  /** At the place, one of these is found. */
  readonly finds: readonly FaultCode[];
  /** The forged bundle, or undefined where this sample has nothing to forge that way. */
  readonly forge: (sample: Sample, chance: Chance) => Forged | undefined;
}

export interface Forged {
  readonly bundle: Bundle;
  /** True for a place of a fault that names what was forged. */
  readonly names: (place: string) => boolean;
  readonly options?: VerifyOptions;
  /** A path that the reader lists a second time. */
  readonly twice?: string;
}

/** A copy of the sample's bundle with other bytes at a path, its bag made to fit as a forger would. */
export function withFile(sample: Sample, path: string, bytes: Uint8Array | undefined): Bundle {
  const bundle = new Map(sample.bundle);
  if (bytes === undefined) bundle.delete(path);
  else bundle.set(path, Buffer.from(bytes));
  return rebag(bundle);
}

export function fileOf({ bundle }: Pick<Sample, 'bundle'>, path: string): Buffer {
  const bytes = bundle.get(path);
  if (bytes === undefined) throw new Error(`the sample has no ${path}`);
  return bytes;
}

export const pathsBelow = ({ bundle }: Sample, folder: string): string[] =>
  [...bundle.keys()].filter((path) => path.startsWith(folder));

/** The bytes with one bit turned. */
export function flipped(bytes: Uint8Array, chance: Chance): Buffer {
  const copy = Buffer.from(bytes);
  const at = chance.int(0, copy.length - 1);
  copy[at] = (copy[at] ?? 0) ^ (1 << chance.int(0, 7));
  return copy;
}

/** True for `entry 5` and for `entries 3-7` when it is about entry 5. */
export const namesEntry =
  (seq: number) =>
  (place: string): boolean => {
    const { from, to } = /^entr(?:y|ies) (?<from>\d+)(?:-(?<to>\d+))?$/.exec(place)?.groups ?? {};
    return from !== undefined && Number(from) <= seq && seq <= Number(to ?? from);
  };

export const namesFile =
  (path: string) =>
  (place: string): boolean =>
    place === `file ${path}`;

export const namesItem =
  (item: string) =>
  (place: string): boolean =>
    place === `item ${item}`;

export const namesCheckpoint =
  (size: number) =>
  (place: string): boolean =>
    place === `checkpoint ${String(size)}`;
