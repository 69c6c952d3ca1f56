import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { ReceiverError } from './errors.ts';

/**
 * Refuses what a web page made a browser of this machine send. Without a secret a receiver trusts whoever reaches its
 * loopback address; a page must not be among them, neither by a plain cross-site form (which needs no leave of ours)
 * nor under a name of its own that it lets point here (DNS rebinding).
 * @throws ReceiverError `receiver.foreign`
 */
export function refuseForeign(headers: IncomingHttpHeaders): void {
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined)
    throw new ReceiverError('receiver.foreign', 'findings are not taken from a web browser');
  if (!isThisMachine(hostOf(headers.host)))
    throw new ReceiverError(
      'receiver.foreign',
      'the Host of the request is not a loopback address',
    );
}

const hostOf = (header = ''): string => header.replace(/:\d{1,5}$/, '').replace(/^\[(.*)\]$/, '$1');

const isThisMachine = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
