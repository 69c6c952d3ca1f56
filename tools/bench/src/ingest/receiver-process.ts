import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const MAIN = fileURLToPath(
  new URL('../../../../apps/finding-ingestor/src/main.local.ts', import.meta.url),
);
const readySchema = z.object({ ready: z.object({ address: z.url() }) });

export interface ReceiverProcess {
  readonly url: string;
  end(): Promise<void>;
}

/** Starts the finding receiver as it runs in service, on a data folder of its own and a free port of the loopback. */
export async function startReceiver(home: string): Promise<ReceiverProcess> {
  const child = spawn(process.execPath, ['--conditions=@afo/source', MAIN], {
    env: { ...process.env, AFO_HOME: home, AFO_INGEST_PORT: '0', AFO_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const [message] = (await Promise.race([
    once(child, 'message'),
    ended.then(() => Promise.reject(new Error('the receiver did not start'))),
  ])) as readonly unknown[];
  const { ready } = readySchema.parse(message);
  return {
    url: ready.address,
    end: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
