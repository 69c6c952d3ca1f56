import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where everything of a local stack lies; one folder, so that it can be kept, copied and locked away as one. */
export interface DataFolder {
  readonly home: string;
  /** The case log. */
  readonly log: string;
  readonly vault: string;
  readonly keys: string;
  /** Descriptions of hosts, one file each. */
  readonly hosts: string;
  /** Events that could not be taken. */
  readonly rejected: string;
  /** Redis' append-only file. */
  readonly redis: string;
  /** Working copies and other scratch; may be deleted while the stack is down. */
  readonly scratch: string;
  /** Logs of the processes. */
  readonly logs: string;
  /** Sockets, locks, status. */
  readonly run: string;
  readonly redisSocket: string;
  readonly engineLock: string;
}

/** Longest path of a socket that Linux takes is 107 bytes; Redis makes a temporary one beside it. */
const LONGEST_SOCKET = 95;

/** The layout of a data folder; `home` may be relative to the working directory. */
export function dataFolder(home: string): DataFolder {
  const root = resolve(home);
  const at = (name: string): string => join(root, name);
  return {
    home: root,
    log: at('cases.db'),
    vault: at('vault'),
    keys: at('keys'),
    hosts: at('hosts'),
    rejected: at('rejected'),
    redis: at('redis'),
    scratch: at('scratch'),
    logs: at('logs'),
    run: at('run'),
    redisSocket: socketIn(root),
    engineLock: at('run/engine.lock'),
  };
}

/** A data folder that lies too deep for a socket has its socket in the folder for temporary files. */
function socketIn(root: string): string {
  const socket = join(root, 'run/redis.sock');
  if (Buffer.byteLength(socket) <= LONGEST_SOCKET) return socket;
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  return join(tmpdir(), `afo-${String(process.getuid?.() ?? 0)}-${name}`, 'redis.sock');
}
