/** What was measured of one way to read the snapshot. */
export interface EbsRow {
  readonly name: string;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Processor time of the lab while it served this. */
  readonly labCpuSeconds?: number;
  readonly peakMiB?: number;
  readonly storedMiB?: number;
  /** True for the row that the targets are about. */
  readonly acquires?: boolean;
}

export interface EbsTableFacts {
  readonly bytes: number;
  readonly machine: string;
  /** Load averages of a minute, before the run and at its end: what else the machine did, and we ourselves. */
  readonly load: readonly [before: number, end: number];
  /** What the peer took, or why it was not measured. */
  readonly coldsnap: EbsRow | string;
}

const TARGET_MIB_PER_SECOND = 500;
const TARGET_PEAK_MIB = 300;

/** The table of a run with its verdict; a target that was missed is said as plainly as one that was met. */
export function ebsTable(
  rows: readonly EbsRow[],
  { bytes, machine, load, coldsnap }: EbsTableFacts,
): string {
  const mebibytes = bytes / 2 ** 20;
  const all = typeof coldsnap === 'string' ? rows : [...rows, coldsnap];
  const lines = all.map(
    ({ name, seconds, cpuSeconds, labCpuSeconds, peakMiB, storedMiB }) =>
      `| ${name} | ${seconds.toFixed(1)} | ${(mebibytes / seconds).toFixed(0)} | ${cpuSeconds.toFixed(1)} | ${labCpuSeconds?.toFixed(1) ?? '–'} | ${peakMiB?.toFixed(0) ?? '–'} | ${storedMiB?.toFixed(0) ?? '–'} |`,
  );
  return [
    `A fully written snapshot of ${(mebibytes / 1024).toFixed(0)} GiB, half random and half text, from the lab server over loopback; page cache warm; one run each.`,
    `Machine: ${machine}, load ${load[0].toFixed(1)} before the run and ${load[1].toFixed(1)} at its end; the lab runs on the same processors.`,
    '',
    '| what | seconds | MiB/s | CPU seconds | of the lab | peak MiB | stored MiB |',
    '|---|---|---|---|---|---|---|',
    ...lines,
    ...(typeof coldsnap === 'string'
      ? [`| coldsnap | – | – | – | – | – | not measured: ${coldsnap} |`]
      : []),
    '',
    ...verdicts(rows, mebibytes),
  ].join('\n');
}

function verdicts(rows: readonly EbsRow[], mebibytes: number): readonly string[] {
  const row = rows.find(({ acquires }) => acquires === true);
  if (row?.peakMiB === undefined) return ['- Targets: not measured.'];
  const rate = mebibytes / row.seconds;
  const word = (met: boolean): string => (met ? 'met' : 'MISSED');
  return [
    `- Target ${TARGET_MIB_PER_SECOND} MiB/s acquired: ${rate.toFixed(0)} MiB/s — ${word(rate >= TARGET_MIB_PER_SECOND)}.`,
    `- Target ${TARGET_PEAK_MIB} MiB peak memory: ${row.peakMiB.toFixed(0)} MiB — ${word(row.peakMiB <= TARGET_PEAK_MIB)}.`,
  ];
}
