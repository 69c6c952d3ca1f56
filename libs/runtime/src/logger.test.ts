import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';
import { problemLog } from './problem-log.ts';
import { redact } from './redact.ts';

function recording() {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { lines, log: createLogger({ name: 'test', destination }) };
}
const parsed = (line = ''): unknown => JSON.parse(line);

describe('when a process writes its log', () => {
  it('says in each line who it is, when, and how grave it is', () => {
    const { lines, log } = recording();

    log.warn({ caseId: 'x' }, 'careful');

    expect(parsed(lines[0])).toMatchObject({
      service: 'test',
      version: '0.1.0',
      pid: process.pid,
      level: 'warn',
      caseId: 'x',
      msg: 'careful',
      time: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
    });
  });

  it('tells of an error its code and causes, and nothing else that hangs on it', () => {
    const { lines, log } = recording();
    const cause = Object.assign(new Error('refused'), {
      code: 'ECONNREFUSED',
      options: 'internals',
    });

    log.error({ err: new Error('no queue', { cause }) });

    expect(parsed(lines[0])).toMatchObject({
      err: { message: 'no queue', cause: { code: 'ECONNREFUSED', message: 'refused' } },
    });
    expect(lines[0]).not.toContain('internals');
  });
});

describe('when something secret gets into the log', () => {
  const secrets: readonly (readonly [string, object | string])[] = [
    ['a member', { password: 'hunter2' }],
    ['a nested member', { redis: { options: [{ sessionToken: 'hunter2' }] } }],
    ['a header', { headers: { Authorization: 'Bearer hunter2hunter2' } }],
    ['JSON inside a text', { body: JSON.stringify({ client_secret: 'hunter2', a: 1 }) }],
    ['an address', 'redis://user:hunter2@127.0.0.1:6379/0'],
    ['a command line', 'run --x secret=hunter2 --y'],
    ['an environment', { AFO_REDIS_PASSWORD: 'hunter2' }],
    ['a web hook', 'https://hooks.slack.com/services/T00/B00/hunter2'],
    ['a JSON web token', 'eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJodW50ZXIyIn0.hunter2hunter2'],
    ['an error', { err: new Error('login failed: password=hunter2') }],
    ['a cause', { err: new Error('x', { cause: new Error('https://a:hunter2@host/') }) }],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----'],
  ];

  it.each(secrets)('SEC-1 leaves it out: %s', (_, what) => {
    const { lines, log } = recording();

    if (typeof what === 'string') log.info(what);
    else log.info(what, 'message');

    expect(lines[0]).not.toContain('hunter2');
    expect(() => parsed(lines[0])).not.toThrow();
  });

  it('SEC-1 leaves out access keys of AWS', () => {
    expect(redact('key AKIAIOSFODNN7EXAMPLE used')).toBe('key [redacted] used');
  });

  it.each([
    'case 0193a1b2-0000-7000-8000-000000000001 opened',
    'sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'https://example.org/path?x=1',
    'the token bucket is empty',
    '{"tokens":3,"keyName":"lab/afo"}',
  ])('leaves what is none as it is: %s', (line) => {
    expect(redact(line)).toBe(line);
  });
});

describe('when a problem goes on and on', () => {
  it('is told once, and not a million times', () => {
    const { lines, log } = recording();
    const tell = problemLog(log);

    for (let n = 0; n < 1000; n += 1) tell(new Error('Redis is down'));
    tell(new Error('another one'), { caseId: 'c' });

    expect(lines).toHaveLength(2);
    expect(parsed(lines[1])).toMatchObject({ caseId: 'c', err: { message: 'another one' } });
  });
});
