import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { makeImage } from './disk/make-image.ts';
import { measuredSchema, runOurs } from './disk/run-ours.ts';
import { timeOfColdsnap } from './ebs/coldsnap.ts';
import { startLab } from './ebs/lab-process.ts';
import { runProgram } from './run-program.ts';
import { ebsTable } from './ebs/table.ts';
import type { EbsRow } from './ebs/table.ts';

// Acquisition of a fully written snapshot by the EBS direct API, from the lab server on loopback.
// `afo bench ebs [--scratch FOLDER] [--gib N] [--out FILE]`; the scratch folder needs about 2.5 times the snapshot.

const { values } = parseArgs({
  options: {
    scratch: { type: 'string', default: tmpdir() },
    gib: { type: 'string', default: '8' },
    out: { type: 'string' },
  },
});

const loadSchema = z.strictObject({ seconds: z.number(), cpuSeconds: z.number() });

async function main(): Promise<void> {
  const folder = await mkdtemp(join(values.scratch, 'afo-bench-ebs-'));
  const bytes = Number(values.gib) * 2 ** 30;
  const before = loadavg()[0] ?? NaN;
  try {
    const image = join(folder, 'volume.raw');
    say(`making the volume: ${values.gib} GiB, all of it written`);
    await makeImage(image, { bytes, usedBytes: bytes });
    const idle = await (await startLab(folder, image)).stop();
    const rows: EbsRow[] = [];
    for (const work of [
      serveOnly,
      (url: string) => ours('read', url, folder),
      (url: string) => ours('acquire', url, folder),
    ]) {
      rows.push(await measured({ folder, image, idle }, work));
    }
    const coldsnap = await theirs({ folder, image, idle });
    rows.push(await fromFile(folder, image));
    const machine = `${cpus().length} processors (${cpus()[0]?.model ?? 'unknown'})`;
    const load = [before, loadavg()[0] ?? NaN] as const;
    const table = ebsTable(rows, { bytes, machine, load, coldsnap });
    if (values.out !== undefined) await writeFile(values.out, `${table}\n`);
    process.stdout.write(`${table}\n`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Place {
  readonly folder: string;
  readonly image: string;
  /** Processor time that the lab takes to start, and to read through the image. */
  readonly idle: number;
}

/** A fresh lab for each, so that its processor time is that of this row alone. */
async function measured(
  { folder, image, idle }: Place,
  work: (url: string) => Promise<EbsRow>,
): Promise<EbsRow> {
  const lab = await startLab(folder, image);
  const row = await work(lab.url);
  const labCpuSeconds = Math.max(0, (await lab.stop()) - idle);
  say(`${row.name}: ${row.seconds.toFixed(1)} s`);
  return { ...row, labCpuSeconds };
}

/** The same bytes from a file of this machine: what is left of the time when no API lies between. */
async function fromFile(folder: string, image: string): Promise<EbsRow> {
  const home = join(folder, 'home');
  const { seconds, cpuSeconds, peakMiB, storedBytes } = await runOurs(home, image);
  await rm(home, { recursive: true });
  return {
    name: 'afo: the same from a local file, for comparison',
    seconds,
    cpuSeconds,
    peakMiB,
    storedMiB: storedBytes / 2 ** 20,
  };
}

async function serveOnly(url: string): Promise<EbsRow> {
  const found = loadSchema.parse(await runProgram('ebs/raw-load.ts', url));
  return { name: 'the lab alone, to a client that counts bytes', ...found };
}

async function ours(mode: 'read' | 'acquire', url: string, folder: string): Promise<EbsRow> {
  const home = join(folder, 'home');
  const found = measuredSchema.parse(await runProgram('main.aws.ts', mode, url, home));
  await rm(home, { recursive: true, force: true });
  const { seconds, cpuSeconds, peakMiB } = found;
  const name =
    mode === 'read'
      ? 'afo: blocks read, checksums compared, nothing kept'
      : 'afo: acquired, hashed, compressed, sealed, read back';
  const kept = mode === 'read' ? {} : { storedMiB: found.storedBytes / 2 ** 20 };
  return { name, seconds, cpuSeconds, peakMiB, acquires: mode === 'acquire', ...kept };
}

/** The peer, from a fresh lab too. */
async function theirs({ folder, image, idle }: Place): Promise<EbsRow | string> {
  const lab = await startLab(folder, image);
  const found = timeOfColdsnap(lab.url, folder);
  const labCpuSeconds = Math.max(0, (await lab.stop()) - idle);
  return 'missing' in found
    ? found.missing
    : { name: 'coldsnap: into a raw file, checksums compared', ...found, labCpuSeconds };
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

await main();
