import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { localStack } from '@afo/adapter-local';
import { makeImage, SPARSE_8_GIB } from './disk/make-image.ts';
import { acquireAndVerify } from './disk/ours.ts';
import { peersOf, timeOf } from './disk/peers.ts';

// Acquisition of one image by us and by the tools that examiners use, side by side in one run.
// `afo bench disk [--scratch FOLDER] [--rounds N]`; the scratch folder needs 30 GiB.

const MIB = 1_048_576;
const { values } = parseArgs({
  options: {
    scratch: { type: 'string', default: tmpdir() },
    rounds: { type: 'string', default: '3' },
  },
});

interface Row {
  readonly name: string;
  readonly seconds: number;
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(values.scratch, 'afo-bench-disk-'));
  try {
    const image = join(folder, 'image.raw');
    process.stderr.write('making the image: 8 GiB, 1.5 GiB used\n');
    await makeImage(image, SPARSE_8_GIB);
    const rows = await measureAll(folder, image);
    process.stdout.write(`${tableOf(rows)}\n`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** All in turn, several rounds, the best of each: what else the machine does harms all alike. */
async function measureAll(folder: string, image: string): Promise<readonly Row[]> {
  const best = new Map<string, number>();
  const note = ({ name, seconds }: Row): void => {
    best.set(name, Math.min(seconds, best.get(name) ?? Infinity));
    process.stderr.write(`${name}: ${seconds.toFixed(1)} s\n`);
  };
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const row of await measureOurs(join(folder, `home-${round}`), image)) note(row);
    for (const peer of peersOf(image, join(folder, 'out'))) {
      await mkdir(join(folder, 'out'), { recursive: true });
      const result = timeOf(peer);
      if ('missing' in result)
        process.stderr.write(`${peer.name}: not measured, ${result.missing}\n`);
      else note({ name: peer.name, seconds: result.seconds });
      await rm(join(folder, 'out'), { recursive: true });
    }
  }
  return [...best].map(([name, seconds]) => ({ name, seconds }));
}

async function measureOurs(home: string, image: string): Promise<readonly Row[]> {
  const stack = await localStack({ home, actor: { kind: 'service', name: 'bench', version: '0' } });
  try {
    const { acquireSeconds, verifySeconds } = await acquireAndVerify(
      stack.ports,
      pathToFileURL(image),
    );
    return [
      { name: 'afo sealed', seconds: acquireSeconds },
      { name: 'afo sealed and verified', seconds: acquireSeconds + verifySeconds },
    ];
  } finally {
    await stack.close();
    await rm(home, { recursive: true });
  }
}

function tableOf(rows: readonly Row[]): string {
  const ours = rows.find(({ name }) => name === 'afo sealed and verified')?.seconds ?? NaN;
  const lines = [...rows]
    .sort((a, b) => a.seconds - b.seconds)
    .map(({ name, seconds }) => {
      const rate = (SPARSE_8_GIB.bytes / MIB / seconds).toFixed(0);
      return `| ${name} | ${seconds.toFixed(1)} | ${rate} | ${(seconds / ours).toFixed(1)} |`;
    });
  const peak = (process.resourceUsage().maxRSS / 1024).toFixed(0);
  return [
    `8 GiB sparse image, 1.5 GiB used, page cache warm, ${cpus().length} cores (${cpus()[0]?.model ?? '?'}), best of ${values.rounds}; peak memory of the benchmark ${peak} MiB`,
    '',
    '| what | seconds | MiB/s of 8,192 | times afo sealed and verified |',
    '|---|---|---|---|',
    ...lines,
  ].join('\n');
}

await main();
