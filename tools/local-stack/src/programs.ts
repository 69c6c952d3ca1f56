import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataFolder } from '@afo/runtime';
import type { ChildProgram } from './child.ts';
import { StackError } from './errors.ts';

/** The apps of the local stack in the order in which they are started; they end in the other order. */
export const appNames = [
  'case-workflow',
  'acquisition-agent',
  'analysis-worker',
  'report-generator',
  'finding-ingestor',
] as const;
export type AppName = (typeof appNames)[number];

/**
 * The agent moves large buffers and little else. A small young generation gives them back while they are hot: its memory
 * stays below 300 MiB; helper threads of the collector would only take processors from the codec (docs/benchmarks.md).
 */
const NODE_OPTIONS: Partial<Record<AppName, readonly string[]>> = {
  'acquisition-agent': ['--max-semi-space-size=1', '--single-threaded-gc'],
};

const WORKSPACE = fileURLToPath(new URL('../../../', import.meta.url));

/** An app of this workspace, run from its sources. @throws StackError `stack.not-started` when it is not there */
export function appProgram(name: AppName, folder: DataFolder): ChildProgram {
  const main = join(WORKSPACE, 'apps', name, 'src/main.local.ts');
  if (!existsSync(main))
    throw new StackError(
      'stack.not-started',
      `${name} has no ${main}: this installation is not whole`,
    );
  return {
    name,
    command: process.execPath,
    arguments: ['--conditions=@afo/source', ...(NODE_OPTIONS[name] ?? []), main],
    environment: { AFO_HOME: folder.home, AFO_REDIS_URL: `unix://${folder.redisSocket}` },
    logFile: join(folder.logs, `${name}.log`),
  };
}
