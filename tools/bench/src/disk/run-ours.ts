import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export const measuredSchema = z.strictObject({
  seconds: z.number(),
  cpuSeconds: z.number(),
  storedBytes: z.number(),
  /** Largest resident set that the process ever had, in MiB. */
  peakMiB: z.number(),
  sha256: z.string(),
});
export type Measured = z.infer<typeof measuredSchema>;

/** Acquires in a process of its own, started as `afo up` starts the agent, so that its memory is its own. */
export async function runOurs(home: string, image: string): Promise<Measured> {
  const main = fileURLToPath(new URL('../main.local.ts', import.meta.url));
  const words = [
    '--conditions=@afo/source',
    '--max-semi-space-size=1',
    '--single-threaded-gc',
    main,
    home,
    image,
  ];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  for await (const chunk of child.stdout) text += String(chunk);
  if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
  if (child.exitCode !== 0) throw new Error('the acquisition failed');
  return measuredSchema.parse(JSON.parse(text));
}
