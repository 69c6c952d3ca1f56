import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../src/main.local.ts');

/** A receiver as it runs: a process of its own. */
export interface RunningReceiver {
  readonly url: string;
  /** Asks it to end, and gives its exit status. */
  end(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
}

/** Starts a receiver on the data folder, and resolves when it is ready. What it wrote is in the error when it fails. */
export async function startReceiver(
  home: string,
  env: NodeJS.ProcessEnv = {},
): Promise<RunningReceiver> {
  const child = spawn(process.execPath, ['--conditions=@afo/source', MAIN], {
    env: { ...process.env, AFO_HOME: home, AFO_INGEST_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const exited = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('exit', (code, killed) => {
      resolve(code ?? killed);
    });
  });
  const url = await readyAt(child, said);
  return {
    url,
    end: async (signal = 'SIGTERM') => {
      child.kill(signal);
      return await exited;
    },
  };
}

function readyAt(child: ChildProcess, said: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: { ready?: { address?: string } }) => {
      if (message.ready?.address !== undefined) resolve(message.ready.address);
    });
    child.once('exit', (code) => {
      reject(new Error(`the receiver ended with ${String(code)}:\n${said.join('')}`));
    });
  });
}
