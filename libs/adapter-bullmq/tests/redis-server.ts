import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@afo/conformance';

/** A Redis of a test's own, on a socket in a folder of its own. */
export class RedisServer {
  readonly folder: string;
  readonly #settings: readonly string[];
  #process: ChildProcess | undefined;

  constructor(folder: string, settings: readonly string[]) {
    this.folder = folder;
    this.#settings = settings;
  }

  static async start(...settings: readonly string[]): Promise<RedisServer> {
    const server = new RedisServer(await mkdtemp(join(tmpdir(), 'afo-redis-')), settings);
    await server.start();
    return server;
  }

  get socket(): string {
    return join(this.folder, 'redis.sock');
  }

  get url(): string {
    return `unix://${this.socket}`;
  }

  async start(...more: readonly string[]): Promise<void> {
    const [save, sync] = [
      ['--save', ''],
      ['--appendfsync', 'everysec'],
    ];
    const base = ['--port', '0', '--unixsocket', this.socket, '--dir', this.folder];
    this.#process = spawn(
      'redis-server',
      [...base, ...save, ...sync, '--appendonly', 'yes', ...this.#settings, ...more],
      { stdio: 'ignore' },
    );
    await eventually(() => this.#answers(), Boolean);
  }

  async kill(): Promise<void> {
    const server = this.#process;
    if (server === undefined) return;
    this.#process = undefined;
    server.kill('SIGKILL');
    await once(server, 'exit');
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** `+PONG`, or `-NOAUTH` where a password is wanted, or `-LOADING` while it is not ready yet. */
  #answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.socket, () => socket.write('PING\r\n'));
      socket.on('error', () => {
        resolve(false);
      });
      socket.on('data', (answer) => {
        resolve(!answer.toString().startsWith('-LOADING'));
        socket.destroy();
      });
    });
  }
}
