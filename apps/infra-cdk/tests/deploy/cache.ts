import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const HOST = 'localhost';

export interface Cache {
  readonly host: string;
  readonly port: number;
  /** Of the certificate, which vouches for itself. */
  readonly certificate: string;
  /** From then on nobody gets in without it. */
  demand(password: string): Promise<void>;
  stop(): Promise<void>;
}

/** A Redis behind the deployed address of ElastiCache: by TLS alone, forgetting nothing, ended by its own process id. */
export async function startCache(folder: string): Promise<Cache> {
  const [certificate, key] = [join(folder, 'cache.pem'), join(folder, 'cache.key')];
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1'],
    ...['-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST}`],
    ...['-keyout', key, '-out', certificate],
  ]);
  const port = await freePort();
  const child = spawn(
    'redis-server',
    [
      ...['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no'],
      ...['--tls-cert-file', certificate, '--tls-key-file', key],
      ...['--tls-ca-cert-file', certificate, '--bind', '127.0.0.1', '--dir', folder],
      ...['--maxmemory-policy', 'noeviction', '--appendonly', 'no', '--save', ''],
    ],
    { stdio: 'ignore' },
  );
  const ask = (command: string): Promise<string> =>
    answerOf(['--tls', '--cacert', certificate, '-h', HOST, '-p', String(port)], command);
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  };
  await untilAnswer(() => ask('ping')).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    ...{ host: HOST, port, certificate, stop },
    demand: async (password) => {
      const answer = await ask(`config set requirepass ${JSON.stringify(password)}`);
      if (answer !== 'OK') throw new Error('the cache takes no password');
    },
  };
}

/** By its input, since every user of the machine could read a password among its arguments. */
async function answerOf(connection: readonly string[], command: string): Promise<string> {
  const client = spawn('redis-cli', connection, { stdio: ['pipe', 'pipe', 'ignore'] });
  client.stdin.end(`${command}\n`);
  return (await text(client.stdout)).trim();
}

async function untilAnswer(ask: () => Promise<string>): Promise<void> {
  for (let look = 0; look < 100; look += 1) {
    if ((await ask().catch(() => '')) === 'PONG') return;
    await sleep(50);
  }
  throw new Error('redis-server did not start; ./afo setup brings it');
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
