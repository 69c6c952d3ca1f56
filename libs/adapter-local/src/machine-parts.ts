import type { Ports } from '@afo/ports';
import { uuidCaseIds } from './clock/case-ids.ts';
import { systemClock } from './clock/system-clock.ts';
import { LocalImageFiles } from './images/local-image-files.ts';
import { LazyCodec } from './lazy-codec.ts';
import { ThreadCodec } from './seal/thread-codec.ts';
import type { ThreadCodecOptions } from './seal/thread-codec.ts';
import { LocalDiskSources } from './sources/disk-sources.ts';
import { LocalFileSources } from './sources/file-sources.ts';
import type { Isolation } from './tool-runner/isolation.ts';
import { LocalToolRunner } from './tool-runner/local-tool-runner.ts';

type Part = 'clock' | 'caseIds' | 'codec' | 'images' | 'disks' | 'memories' | 'logs' | 'tools';

export interface MachineParts {
  readonly parts: Pick<Ports, Part>;
  close(): Promise<void>;
}

export interface MachineOptions {
  /** Digests that programs must have, by name. */
  readonly pins?: Readonly<Record<string, string>>;
  /** The ways to shut a program in that may be used, best first. Default: all, and results say which one it was. */
  readonly isolations?: readonly Isolation[];
  readonly codec?: ThreadCodecOptions;
}

/** What the machine itself offers, whatever the stack: its clock, threads, files and programs. */
export function machineParts({ codec: options, ...programs }: MachineOptions = {}): MachineParts {
  const codec = new LazyCodec(() => new ThreadCodec(options));
  return {
    parts: {
      clock: systemClock,
      caseIds: uuidCaseIds,
      codec,
      images: new LocalImageFiles(),
      disks: new LocalDiskSources(),
      memories: new LocalFileSources(),
      logs: new LocalFileSources(),
      tools: new LocalToolRunner(programs),
    },
    close: () => codec.close(),
  };
}
