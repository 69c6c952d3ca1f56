import { z } from 'zod';
import type { Processes } from '../cli.ts';
import { runTool } from './child.ts';

const statusSchema = z.object({
  state: z.string(),
  startedAt: z.string().optional(),
  children: z
    .array(
      z.object({
        name: z.string(),
        state: z.string(),
        restarts: z.number(),
        facts: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
        lastEnd: z.string().optional(),
      }),
    )
    .default([]),
});
export type ProcessesStatus = z.infer<typeof statusSchema>;

/** The processes of the stack in a data folder, looked after by `tools/local-stack`. */
export function localProcesses(
  home: string,
  environment: Readonly<Record<string, string>> = {},
): Processes {
  const ask = async (command: 'up' | 'down' | 'status'): Promise<unknown> =>
    JSON.parse(
      await runTool('local-stack', [command], {
        environment: { ...environment, AFO_HOME: home },
        say: 'quiet',
      }),
    );
  const status = async (): Promise<ProcessesStatus> => statusSchema.parse(await ask('status'));
  return {
    status,
    running: async () => (await status()).state === 'up',
    start: async () => {
      await ask('up');
    },
    stop: async () => {
      await ask('down');
    },
  };
}
