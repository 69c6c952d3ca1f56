import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { startEbsLab } from './ebs-lab.ts';

// The EBS lab as a process of its own. Argument: a JSON file with snapshots and quotas. Says its address on a line of
// its own, and ends when its input is closed, so that it never outlives who started it.

const fileSchema = z.strictObject({
  snapshots: z.array(
    z.strictObject({ id: z.string(), account: z.string(), region: z.string(), image: z.string() }),
  ),
  quotas: z
    .strictObject({
      blocksPerSnapshot: z.number(),
      blocksPerAccount: z.number(),
      listings: z.number(),
    })
    .optional(),
});

const { snapshots, quotas } = fileSchema.parse(
  JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')),
);
const lab = await startEbsLab({ snapshots, ...(quotas === undefined ? {} : { quotas }) });
process.stdout.write(`${lab.url}\n`);
// Whoever started it may be gone by then.
process.stdout.on('error', () => process.exit(1));
process.stdin.resume();
process.stdin.once('end', () => {
  const { user, system } = process.cpuUsage();
  process.stdout.write(`${JSON.stringify({ cpuSeconds: (user + system) / 1e6 })}\n`);
  void lab.close();
});
