/** What sshd says of an attempt to log in. */
export interface LoginAttempt {
  readonly outcome: 'failed' | 'accepted' | 'unknown-user';
  readonly user: string;
  readonly address: string;
  readonly method?: string;
  /** How many times syslog saw the message in a row. */
  readonly times: number;
}

const REPEATED = /^message repeated (\d{1,6}) times: \[ (.*)\]$/s;
// The user name is the visitor's choice and may hold " from 192.0.2.1 port 22": what stands last is sshd's own (F-73).
const FAILED = /^Failed (\S+) for (?:invalid user )?(.*) from (\S+) port \d+(?: ssh\d)?$/s;
const ACCEPTED = /^Accepted (\S+) for (.*) from (\S+) port \d+(?: ssh\d)?(?:: \S+ \S+)?$/s;
const UNKNOWN = /^Invalid user (.*) from (\S+)(?: port \d+)?$/s;

/** Reads a message of sshd; nothing for one that is not about a log-in. */
export function parseSshdMessage(message: string): LoginAttempt | undefined {
  const [, count, inner] = REPEATED.exec(message) ?? [];
  const attempt = parseOne(inner ?? message);
  return attempt === undefined
    ? undefined
    : { ...attempt, times: count === undefined ? 1 : Number(count) };
}

function parseOne(message: string): Omit<LoginAttempt, 'times'> | undefined {
  const failed = FAILED.exec(message);
  if (failed !== null) {
    const [, method = '', user = '', address = ''] = failed;
    return { outcome: 'failed', method, user, address };
  }
  const accepted = ACCEPTED.exec(message);
  if (accepted !== null) {
    const [, method = '', user = '', address = ''] = accepted;
    return { outcome: 'accepted', method, user, address };
  }
  const unknown = UNKNOWN.exec(message);
  if (unknown === null) return undefined;
  const [, user = '', address = ''] = unknown;
  return { outcome: 'unknown-user', user, address };
}

/** sshd writes under this name, and newer versions of it under two. */
export const isSshd = (program: string): boolean => /^sshd(-session|-auth)?$/.test(program);
