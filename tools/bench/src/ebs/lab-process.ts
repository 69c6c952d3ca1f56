import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ebsLabProgram } from '@afo/aws-lab';

/** Where the snapshot of the benchmark lies. */
export const SNAPSHOT = {
  id: 'snap-00000000000000001',
  account: '111122223333',
  region: 'eu-west-1',
} as const;

const endSchema = z.strictObject({ cpuSeconds: z.number() });

export interface LabProcess {
  readonly url: string;
  /** Ends it; seconds of processor that it has used, its reading through the image at the start among them. */
  stop(): Promise<number>;
}

/** Starts the EBS lab with one snapshot, as a process of its own; without quotas, which would measure themselves. */
export async function startLab(folder: string, image: string): Promise<LabProcess> {
  const file = `${folder}/lab.json`;
  const quotas = { blocksPerSnapshot: 1e9, blocksPerAccount: 1e9, listings: 1e9 };
  await writeFile(file, JSON.stringify({ snapshots: [{ ...SNAPSHOT, image }], quotas }));
  const words = ['--conditions=@afo/source', fileURLToPath(ebsLabProgram), file];
  const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done === true) throw new Error('the lab did not start');
  return {
    url: first.value,
    async stop() {
      const closed = once(child, 'close');
      child.stdin.end();
      const last = await lines.next();
      await closed;
      if (last.done === true) throw new Error('the lab did not end as it should');
      return endSchema.parse(JSON.parse(last.value)).cpuSeconds;
    },
  };
}
