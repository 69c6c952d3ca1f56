import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeImage, SPARSE_8_GIB } from './disk/make-image.ts';
import { peersOf, timeOf } from './disk/peers.ts';
import { runOurs } from './disk/run-ours.ts';
import { OURS, tableOf } from './disk/table.ts';
import type { Row } from './disk/table.ts';

// Acquisition of one image by us and by the tools that examiners use, side by side in one run.
// `afo bench disk [--scratch FOLDER] [--rounds N] [--out FILE]`; the scratch folder needs 30 GiB.

const { values } = parseArgs({
  options: {
    scratch: { type: 'string', default: tmpdir() },
    rounds: { type: 'string', default: '3' },
    out: { type: 'string' },
  },
});

async function main(): Promise<void> {
  const folder = await mkdtemp(join(values.scratch, 'afo-bench-disk-'));
  try {
    const image = join(folder, 'image.raw');
    process.stderr.write('making the image: 8 GiB, 1.5 GiB used\n');
    await makeImage(image, SPARSE_8_GIB);
    const table = tableOf(await measureAll(folder, image), {
      bytes: SPARSE_8_GIB.bytes,
      rounds: values.rounds,
    });
    if (values.out !== undefined) await writeFile(values.out, `${table}\n`);
    process.stdout.write(`${table}\n`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** All in turn, several rounds, the best of each: what else the machine does harms all alike. */
async function measureAll(folder: string, image: string): Promise<readonly Row[]> {
  const best = new Map<string, Row>();
  const note = (row: Row): void => {
    const known = best.get(row.name);
    if (known?.seconds === undefined || (row.seconds ?? Infinity) < known.seconds)
      best.set(row.name, row);
    process.stderr.write(`${row.name}: ${row.seconds?.toFixed(1) ?? row.note ?? ''} s\n`);
  };
  for (let round = 0; round < Number(values.rounds); round += 1) {
    note(await measureOurs(join(folder, `home-${round}`), image));
    for (const row of await measurePeers(image, join(folder, 'out'))) note(row);
  }
  return [...best.values()];
}

async function measureOurs(home: string, image: string): Promise<Row> {
  const { seconds, cpuSeconds, storedBytes, peakMiB } = await runOurs(home, image);
  await rm(home, { recursive: true });
  const stored = (storedBytes / 2 ** 20).toFixed(0);
  return {
    name: OURS,
    seconds,
    cpuSeconds,
    note: `${stored} MiB stored, peak memory ${peakMiB} MiB`,
  };
}

async function measurePeers(image: string, out: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const peer of peersOf(image, out)) {
    await mkdir(out, { recursive: true });
    const result = timeOf(peer);
    const { name } = peer;
    rows.push(
      'missing' in result ? { name, note: `not measured: ${result.missing}` } : { name, ...result },
    );
    await rm(out, { recursive: true });
  }
  return rows;
}

await main();
