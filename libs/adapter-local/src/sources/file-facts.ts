import type { SourceFacts } from '@afo/domain';
import { instantOf } from '@afo/domain';
import type { RawFile } from './raw-file.ts';

/** What can be said of a file before it is read, and stays the same while nobody changes it. */
export function factsOfFiles(files: readonly RawFile[]): SourceFacts['facts'] {
  const [first] = files;
  if (first === undefined) return {};
  return {
    path: first.path.slice(0, 4096),
    ...(files.length === 1 ? {} : { parts: files.length }),
    containerBytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    ...(first.isDevice
      ? {}
      : { changedAt: instantOf(Math.floor(Math.max(...files.map(({ changedAt }) => changedAt)))) }),
  };
}
