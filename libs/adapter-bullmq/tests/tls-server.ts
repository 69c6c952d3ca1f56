import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RedisAddress } from '../src/redis-connection.ts';
import { RedisServer } from './redis-server.ts';

const run = promisify(execFile);

export interface TlsServer {
  readonly server: RedisServer;
  readonly url: string;
  /** Certificate of the server, which vouches for itself. */
  readonly ca: string;
}

/** A certificate and key for `localhost`, in the folder under the name. */
export async function makeCertificate(folder: string, name: string): Promise<string> {
  const certificate = join(folder, `${name}.pem`);
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1'],
    ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
    ...['-keyout', join(folder, `${name}.key`), '-out', certificate],
  ]);
  return await readFile(certificate, 'utf8');
}

/** A Redis that speaks TLS on a port of its own, with a certificate that is made in the folder. */
export async function startTlsServer(
  folder: string,
  ...settings: readonly string[]
): Promise<TlsServer> {
  const ca = await makeCertificate(folder, 'server');
  const port = String(await freePort());
  const [certificate, key] = [join(folder, 'server.pem'), join(folder, 'server.key')];
  const server = await RedisServer.start(
    ...['--tls-port', port, '--tls-auth-clients', 'no'],
    ...['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', certificate],
    ...settings,
  );
  return { server, url: `rediss://localhost:${port}`, ca };
}

/** As ElastiCache with TLS and a user of its own: nobody gets in without certificate, user and password. */
export async function startGuardedServer(
  folder: string,
): Promise<{ readonly server: RedisServer; readonly redis: RedisAddress }> {
  const [username, password] = ['worker', 'hunter2'];
  const { server, url, ca } = await startTlsServer(
    folder,
    ...['--user', username, 'on', `>${password}`, '~*', '&*', '+@all'],
    ...['--user', 'default', 'off'],
  );
  return { server, redis: { url, ca, username, password } };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
