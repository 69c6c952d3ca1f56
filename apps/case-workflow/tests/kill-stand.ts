import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFolder } from '@afo/runtime';
import type { DataFolder } from '@afo/runtime';

export const victims = ['engine', 'agent', 'worker', 'redis'] as const;
export type Victim = (typeof victims)[number];

/** The real engine and the real agent; what comes after the evidence is cut down (kill-worker.ts). */
const programs = {
  engine: join(import.meta.dirname, '../src/main.local.ts'),
  agent: join(import.meta.dirname, '../../acquisition-agent/src/main.local.ts'),
  worker: join(import.meta.dirname, 'kill-worker.ts'),
};

/** Real processes on a data folder of their own; whoever is killed is started again, as a supervisor does. */
export class KillStand {
  readonly folder: DataFolder;
  /** How often each was killed. */
  readonly kills = { engine: 0, agent: 0, worker: 0, redis: 0 };
  readonly #running = new Map<Victim, ChildProcess>();
  #over = false;

  constructor(folder: DataFolder) {
    this.folder = folder;
  }

  static async start(): Promise<KillStand> {
    const home = join(await mkdtemp(join(tmpdir(), 'afo-kill-')), '.afo');
    const stand = new KillStand(dataFolder(home));
    for (const folder of [stand.folder.run, stand.folder.redis, stand.folder.logs])
      await mkdir(folder, { recursive: true, mode: 0o700 });
    await stand.#startRedis();
    await Promise.all([
      stand.#startNode('engine'),
      stand.#startNode('agent'),
      stand.#startNode('worker'),
    ]);
    return stand;
  }

  /** kill -9, and a new one in its place. Resolves when that one is ready. */
  async kill(victim: Victim): Promise<void> {
    const process_ = this.#running.get(victim);
    if (process_ === undefined) return;
    this.kills[victim] += 1;
    process_.kill('SIGKILL');
    if (process_.exitCode === null && process_.signalCode === null) await once(process_, 'exit');
    if (victim === 'redis') await this.#startRedis();
    else await this.#startNode(victim);
  }

  /** The end of what a process had to say, for the message of a failure. */
  async lastWords(): Promise<string> {
    const logs = await Promise.all(
      victims.map(async (name) => {
        const text = await readFile(join(this.folder.logs, `${name}.log`), 'utf8');
        return `${name}:\n${text.trimEnd().split('\n').slice(-6).join('\n')}`;
      }),
    );
    return logs.join('\n');
  }

  async stop(): Promise<void> {
    this.#over = true;
    for (const process_ of this.#running.values()) {
      process_.kill('SIGKILL');
      if (process_.exitCode === null && process_.signalCode === null) await once(process_, 'exit');
    }
    await rm(join(this.folder.home, '..'), { recursive: true, maxRetries: 5 });
  }

  async #startNode(name: keyof typeof programs): Promise<void> {
    const log = openSync(join(this.folder.logs, `${name}.log`), 'a');
    const child = spawn(process.execPath, ['--conditions=@afo/source', programs[name]], {
      stdio: ['ignore', log, log, 'ipc'],
      env: { ...process.env, AFO_HOME: this.folder.home, AFO_LOCK_SECONDS: '1' },
    });
    this.#running.set(name, child);
    child.on('exit', (code) => {
      // One that dies by itself (Redis was down when it started) is started again, too.
      if (code !== null && !this.#over && this.#running.get(name) === child)
        setTimeout(() => void this.#startNode(name), 200);
    });
    await Promise.race([once(child, 'message'), once(child, 'exit')]);
  }

  async #startRedis(): Promise<void> {
    const log = openSync(join(this.folder.logs, 'redis.log'), 'a');
    const { redisSocket, redis } = this.folder;
    const settings = ['--port', '0', '--unixsocket', redisSocket, '--dir', redis, '--save', ''];
    const kept = ['--appendonly', 'yes', '--appendfsync', 'everysec'];
    this.#running.set(
      'redis',
      spawn('redis-server', [...settings, ...kept], { stdio: ['ignore', log, log] }),
    );
    while (!(await this.#answers())) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  #answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.folder.redisSocket, () => socket.write('PING\r\n'));
      socket.on('error', () => {
        resolve(false);
      });
      socket.on('data', (answer) => {
        resolve(answer.toString().startsWith('+PONG'));
        socket.destroy();
      });
    });
  }
}
