import { describe, expect, it } from 'vitest';
import { parseAccessLine } from '../logs/access-line.ts';
import { parseSshdMessage } from '../logs/sshd-message.ts';
import { parseSudoMessage } from '../logs/sudo-message.ts';
import { parseSyslogLine } from '../logs/syslog-line.ts';
import { redact, redactSentence } from './redact.ts';

const LONG = 1024 * 1024;
const filled = (unit: string): string => unit.repeat(Math.ceil(LONG / unit.length));

function secondsFor(work: () => unknown): number {
  const before = process.cpuUsage().user;
  work();
  return (process.cpuUsage().user - before) / 1_000_000;
}

describe('when a text of a megabyte was made to stall whoever reads it', () => {
  it.each(['a.', 'a-a:', 'password ', ' --user a', '$1$', 'AKIA', '-----BEGIN ', '://a:', 'token'])(
    'F-72 is redacted in no time when it is filled with %j',
    (unit) => {
      expect(secondsFor(() => [redact(filled(unit)), redactSentence(filled(unit))])).toBeLessThan(
        10,
      );
    },
  );

  it.each([
    ['sudo', () => parseSudoMessage(`x : ${filled('TTY=a ; PWD=b ; ')}`)],
    ['sudo, with users', () => parseSudoMessage(`x : ${filled('TTY=a ; PWD=b ; USER=c ; ')}`)],
    ['sshd', () => parseSshdMessage(`Failed password for ${filled('x from a port 1 ')}`)],
    ['sshd, repeated', () => parseSshdMessage(filled('message repeated 2 times: [ '))],
    ['syslog', () => parseSyslogLine(`Nov 18 03:35:00 host ${filled('a:')}`)],
    [
      'the web server',
      () => parseAccessLine(`1.2.3.4 - - [18/Nov/2026:03:35:00 +0100] "${filled('\\"')}`),
    ],
    ['the web server, users', () => parseAccessLine(`1.2.3.4 - "${filled('a" ')}`)],
  ])('F-72 is read in no time as a line of %s', (_, read) => {
    expect(secondsFor(read)).toBeLessThan(10);
  });
});
