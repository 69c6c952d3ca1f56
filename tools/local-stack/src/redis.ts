import { existsSync } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import type { DataFolder } from '@afo/runtime';
import type { ChildProgram } from './child.ts';
import { StackError } from './errors.ts';

/**
 * Redis for one data folder: on a socket that only this user reaches, with nothing on the network, keeping its jobs on
 * disk and never evicting one. Settings are arguments, so that no file on the machine can change them.
 */
export function redisProgram(folder: DataFolder): ChildProgram {
  const settings = {
    port: '0',
    unixsocket: folder.redisSocket,
    unixsocketperm: '700',
    dir: folder.redis,
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '',
    'maxmemory-policy': 'noeviction',
    daemonize: 'no',
    loglevel: 'notice',
  };
  return {
    name: 'redis',
    command: 'redis-server',
    arguments: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    environment: {},
    logFile: join(folder.logs, 'redis.log'),
    isReady: () => redisAnswers(folder),
  };
}

/** @throws StackError `stack.no-redis` where there is no Redis to start */
export function assertRedisInstalled(path = process.env['PATH'] ?? ''): void {
  const isThere = path.split(delimiter).some((folder) => existsSync(join(folder, 'redis-server')));
  if (!isThere)
    throw new StackError(
      'stack.no-redis',
      'redis-server is not on the PATH; `./afo setup` brings it, or: apt-get install redis-server',
    );
}

/** Folders that Redis needs, for this user alone; a socket that a dead Redis left behind is removed. */
export async function prepareRedis(folder: DataFolder): Promise<void> {
  assertRedisInstalled();
  await mkdir(folder.redis, { recursive: true, mode: 0o700 });
  const place = dirname(folder.redisSocket);
  await mkdir(place, { recursive: true, mode: 0o700 });
  const { mode, uid } = await stat(place);
  if ((mode & 0o022) !== 0 || uid !== process.getuid?.())
    throw new StackError(
      'stack.no-redis',
      `${place} can be written by others: whoever owns the socket could read and change jobs`,
    );
  if (!(await redisAnswers(folder))) await rm(folder.redisSocket, { force: true });
}

/** True when a Redis answers on the folder's socket and is done loading. */
export function redisAnswers({ redisSocket }: DataFolder): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(redisSocket, () => socket.write('PING\r\n'));
    socket.setTimeout(1000, () => socket.destroy());
    socket.on('error', () => {
      resolve(false);
    });
    socket.on('data', (answer) => {
      resolve(answer.toString().startsWith('+PONG'));
      socket.destroy();
    });
    socket.on('close', () => {
      resolve(false);
    });
  });
}
