import { describe, expect, it } from 'vitest';
import { parseSyslogLine } from './syslog-line.ts';

describe('when a line of a text log is read', () => {
  it('reads the traditional format, which has no year', () => {
    expect(parseSyslogLine('Nov  8 02:00:03 web-01 sshd[3101]: Failed password for root')).toEqual({
      stamp: { kind: 'yearless', month: 10, day: 8, secondOfDay: 7203 },
      program: 'sshd',
      pid: 3101,
      message: 'Failed password for root',
    });
  });

  it.each([
    ['2026-11-18T02:12:10.412345+00:00', 1794967930.412],
    ['2026-11-18T03:12:10+01:00', 1794967930],
    ['2026-11-18T02:12:10Z', 1794967930],
  ])('reads the format with an RFC 3339 time %s', (time, seconds) => {
    expect(parseSyslogLine(`${time} web-01 sudo: deploy : COMMAND=/bin/sh`)).toEqual({
      stamp: { kind: 'moment', seconds },
      program: 'sudo',
      message: 'deploy : COMMAND=/bin/sh',
    });
  });

  it('F-73 takes the program from the tag and never from the message', () => {
    const line =
      'Nov 18 02:00:00 web-01 app[7]: sshd[1]: Accepted password for root from 192.0.2.1 port 22 ssh2';

    expect(parseSyslogLine(line)?.program).toBe('app');
  });

  it.each([
    '',
    'garbage',
    'Xyz  1 00:00:00 h p: m',
    '2026-99-99T00:00:00Z h p: m',
    'Nov 18 02:00:00 host',
    '\0',
  ])('says of %j that it is none', (line) => {
    expect(parseSyslogLine(line)).toBeUndefined();
  });
});
