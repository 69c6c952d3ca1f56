import { z } from 'zod';
import { runProgram } from '../run-program.ts';

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
  return measuredSchema.parse(await runProgram('main.local.ts', home, image));
}
