import { cpus, loadavg } from 'node:os';

/** What was measured of one tool; without seconds where it could not be. */
export interface Row {
  readonly name: string;
  readonly seconds?: number;
  readonly cpuSeconds?: number;
  readonly note?: string;
}

export const OURS = 'afo: sealed, compressed and read back';

/** What docs/spec and the plan of the product ask for: so many times as fast as that tool, in the same run. */
const TARGETS: readonly (readonly [peer: string, times: number])[] = [
  ['dc3dd sha256 with verification', 4],
  ['ewfacquire fast', 6],
];

export interface TableFacts {
  readonly bytes: number;
  readonly rounds: string;
}

/** The table of a run, and whether the targets were met: a target that was missed is said as plainly as one that was. */
export function tableOf(rows: readonly Row[], { bytes, rounds }: TableFacts): string {
  const ours = rows.find(({ name }) => name === OURS)?.seconds ?? NaN;
  const mebibytes = bytes / 2 ** 20;
  const lines = rows
    .toSorted((a, b) => (a.seconds ?? Infinity) - (b.seconds ?? Infinity))
    .map(({ name, seconds, cpuSeconds, note = '' }) =>
      seconds === undefined
        ? `| ${name} | – | – | – | – | ${note} |`
        : `| ${name} | ${seconds.toFixed(1)} | ${cpuSeconds?.toFixed(1) ?? '–'} | ${(mebibytes / seconds).toFixed(0)} | ${(seconds / ours).toFixed(1)} | ${note} |`,
    );
  return [
    `8 GiB sparse image, 1.5 GiB of it used, half random and half text; page cache warm; best of ${rounds}.`,
    `Machine: ${cpus().length} processors (${cpus()[0]?.model ?? 'unknown'}), load ${loadavg()[0]?.toFixed(1) ?? '?'} at the end of the run.`,
    '',
    `| what | seconds | CPU seconds | MiB/s of ${mebibytes.toFixed(0)} | times ours | |`,
    '|---|---|---|---|---|---|',
    ...lines,
    '',
    ...TARGETS.map(([peer, times]) => verdictOf(rows, { peer, times, ours })),
  ].join('\n');
}

function verdictOf(
  rows: readonly Row[],
  { peer, times, ours }: { readonly peer: string; readonly times: number; readonly ours: number },
): string {
  const seconds = rows.find(({ name }) => name === peer)?.seconds;
  if (seconds === undefined) return `- Target ${times} × ${peer}: not measured.`;
  const reached = seconds / ours;
  return `- Target ${times} × ${peer}: ${reached.toFixed(1)} × — ${reached >= times ? 'met' : 'MISSED'}.`;
}
