import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endOf } from './end-of.ts';

/** A Redis for the queue, on a socket; ended by its own process id. It stands in for ElastiCache. */
export async function startRedis(
  folder: string,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const socket = join(folder, 'redis.sock');
  const child = spawn(
    'redis-server',
    [
      ...['--port', '0', '--unixsocket', socket, '--dir', folder],
      ...['--maxmemory-policy', 'noeviction', '--appendonly', 'no', '--save', ''],
    ],
    { stdio: 'ignore' },
  );
  const stop = () => endOf(child);
  for (let look = 0; look < 200; look += 1) {
    if (await answers(socket)) return { url: `unix://${socket}`, stop };
    await sleep(50);
  }
  await stop();
  throw new Error('redis-server did not start; ./afo setup brings it');
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.end();
      resolve(true);
    });
    socket.on('error', () => {
      resolve(false);
    });
  });
}
