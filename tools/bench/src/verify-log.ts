import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { verifyPath } from '@afo/verify/node';
import { z } from 'zod';

import { writeLogBundle } from './verify-log/write-log-bundle.ts';

const resultSchema = z.object({
  seconds: z.number(),
  cpuSeconds: z.number(),
  megabytes: z.number(),
  status: z.string(),
  entries: z.number(),
});

/**
 * How long it takes to verify a log, and how much memory: `node --conditions=@afo/source src/verify-log.ts [ENTRIES…]`.
 * Each size is verified in a process of its own, so that its memory is its own.
 */
async function main(sizes: readonly number[]): Promise<void> {
  process.stdout.write('   entries   seconds   CPU s   µs/entry   peak MiB   verdict\n');
  for (const size of sizes) {
    const folder = await mkdtemp(join(tmpdir(), 'afo-verify-log-'));
    try {
      await writeLogBundle(folder, size);
      process.stdout.write(`${line(measured(folder))}\n`);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
}

function measured(folder: string): z.infer<typeof resultSchema> {
  const script = fileURLToPath(import.meta.url);
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [...process.execArgv, script, '--measure', folder],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`the measurement failed: ${stderr}`);
  return resultSchema.parse(JSON.parse(stdout));
}

async function measure(folder: string): Promise<void> {
  const start = process.hrtime.bigint();
  const { status, checked } = await verifyPath(folder);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
  const megabytes = maxRSS / 1024;
  process.stdout.write(
    JSON.stringify({ seconds, cpuSeconds, megabytes, status, entries: checked.entries }),
  );
}

const line = ({
  entries,
  seconds,
  cpuSeconds,
  megabytes,
  status,
}: z.infer<typeof resultSchema>): string =>
  [
    String(entries).padStart(10),
    seconds.toFixed(2).padStart(10),
    cpuSeconds.toFixed(2).padStart(8),
    ((seconds / entries) * 1e6).toFixed(1).padStart(11),
    megabytes.toFixed(0).padStart(11),
    `   ${status}`,
  ].join('');

const [first, second] = process.argv.slice(2);
if (first === '--measure' && second !== undefined) await measure(second);
else
  await main(
    process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1000, 100_000, 1_000_000],
  );
