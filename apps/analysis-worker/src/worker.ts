import { join } from 'node:path';
import { diskTools } from '@afo/analysis-tools';
import { serveJobs } from '@afo/pipeline';
import type { JobQueue, Ports } from '@afo/ports';
import type { ProcessLife } from '@afo/runtime';
import { analysisJobs } from './analysis-jobs.ts';
import { folderWorkspace } from './folder-workspace.ts';

/** Time that a tool in work gets when the process is asked to end; its job is handed to another worker then. */
const GRACE_MS = 5_000;

export interface WorkerParts {
  readonly ports: Ports;
  readonly queue: JobQueue;
  /** Folder of the rule sets. */
  readonly rules: string;
  /** Folder for working copies; nothing in it outlives a job. */
  readonly scratch: string;
}

/** Analyses what the queue names, on whichever stack, until the process is asked to end. */
export async function runWorker(
  life: ProcessLife,
  { ports, queue, rules, scratch }: WorkerParts,
): Promise<void> {
  const { log, signal } = life;
  const tools = diskTools({ rules });
  const unexpected = (error: unknown): void => {
    log.error({ err: error }, 'an analysis failed unexpectedly');
  };
  const workspace = folderWorkspace(join(scratch, 'analysis'));
  await serveJobs({
    ports,
    queue,
    name: 'analysis',
    handler: analysisJobs({ ports, tools, workspace, unexpected }),
    concurrency: 1,
    graceMs: GRACE_MS,
    signal,
    onProblem: unexpected,
    onReady: () => {
      life.ready({ stack: ports.stack, queue: 'analysis', tools: tools.length });
    },
  });
}
