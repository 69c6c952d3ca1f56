import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endOf } from './end-of.ts';

export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

const WORKERS = ['acquisition-agent', 'analysis-worker', 'report-generator'] as const;
export type Worker = (typeof WORKERS)[number];

/** Starts the programs of the forensic hosts, and resolves when all of them are ready. */
export async function startWorkers(
  logs: string,
  environmentOf: (worker: Worker) => Readonly<Record<string, string>>,
): Promise<{ stop(): Promise<void> }> {
  const children: ChildProcess[] = [];
  const stop = async () => {
    await Promise.all(children.map(endOf));
  };
  try {
    await Promise.all(
      WORKERS.map((name) => {
        const child = startOne(name, join(logs, `${name}.log`), environmentOf(name));
        children.push(child);
        return ready(name, child);
      }),
    );
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Starts one program that runs all of them elsewhere, and resolves when it says that they are ready. It finds their
 * environments in the file that `AFO_LAB_WORKERS` names, and ends them when it is asked to end.
 */
export async function startHost(
  program: string,
  {
    logs,
    environmentOf,
  }: {
    readonly logs: string;
    readonly environmentOf: (worker: Worker) => Readonly<Record<string, string>>;
  },
): Promise<{ stop(): Promise<void> }> {
  const file = join(logs, 'workers.json');
  const environments = Object.fromEntries(WORKERS.map((name) => [name, environmentOf(name)]));
  await writeFile(file, JSON.stringify(environments), { mode: 0o600 });
  const out = openSync(join(logs, 'host.log'), 'a');
  const child = spawn(process.execPath, ['--conditions=@afo/source', program], {
    stdio: ['ignore', out, out, 'ipc'],
    env: { ...process.env, AFO_LAB_WORKERS: file },
  });
  closeSync(out);
  await ready('host', child);
  return { stop: () => endOf(child) };
}

function startOne(
  name: Worker,
  logFile: string,
  environment: Readonly<Record<string, string>>,
): ChildProcess {
  const out = openSync(logFile, 'a');
  try {
    return spawn(
      process.execPath,
      ['--conditions=@afo/source', `${ROOT}apps/${name}/src/main.aws.ts`],
      { stdio: ['ignore', out, out, 'ipc'], env: { ...process.env, ...environment } },
    );
  } finally {
    closeSync(out);
  }
}

function ready(name: Worker | 'host', child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('message', () => {
      resolve();
    });
    child.once('exit', (code) => {
      reject(new Error(`${name} ended with ${String(code)} before it was ready; see its log`));
    });
    child.once('error', reject);
  });
}
