import type { SigmaRecord } from '../sigma/sigma-rule.ts';
import { short } from '../results/short.ts';
import { programsIn } from './run-programs.ts';

const LONGEST = 16_384;

/** Where a line of shell comes from. */
export interface CommandOrigin {
  /** `history`, `sudo`, or what starts it by itself: `cron`, `systemd`, `boot`, `login`, `hook`. */
  readonly origin: string;
  readonly user?: string;
  readonly folder?: string;
}

/**
 * The records that Sigma rules for process creation see: one for each program that a line of shell would run, with
 * `Image`, `CommandLine` (the whole line), `User`, and `Origin`, which is ours.
 */
export function commandRecords(
  line: string,
  { origin, user, folder }: CommandOrigin,
): readonly SigmaRecord[] {
  const whole = short(line, LONGEST);
  const inFolder = folder === undefined ? whole : `cd '${folder}'; ${whole}`;
  const common = {
    CommandLine: whole,
    Origin: origin,
    ...(user === undefined ? {} : { User: user }),
  };
  const programs = programsIn(inFolder);
  const images = programs.length === 0 ? [''] : programs.map(({ image }) => image);
  return images.map((image) => ({
    category: 'process_creation',
    fields: { Image: image, ...common },
  }));
}
