import { describe, expect, it } from 'vitest';
import { parseAccessLine } from './access-line.ts';

const line = (request: string, agent = 'Mozilla/5.0'): string =>
  `198.51.100.23 - - [18/Nov/2026:03:35:00 +0100] "${request}" 200 120 "-" "${agent}"`;

describe('when a line of an access log is read', () => {
  it('reads the combined format, in the time zone that it says', () => {
    expect(parseAccessLine(line('POST /uploads/x.php?c=id HTTP/1.1'))).toEqual({
      client: '198.51.100.23',
      at: Date.parse('2026-11-18T02:35:00Z') / 1000,
      method: 'POST',
      path: '/uploads/x.php',
      query: 'c=id',
      status: 200,
      bytes: 120,
      referrer: '-',
      agent: 'Mozilla/5.0',
    });
  });

  it('reads the common format and a zone west of Greenwich', () => {
    expect(
      parseAccessLine('::1 - ann [01/Jan/2026:00:00:00 -0530] "GET / HTTP/1.0" 304 -'),
    ).toMatchObject({
      client: '::1',
      at: Date.parse('2026-01-01T05:30:00Z') / 1000,
      bytes: 0,
    });
  });

  it('F-73 lets no request and no agent pass for another member of the line', () => {
    const forged = parseAccessLine(
      line(String.raw`GET /\" 500 1 \"-\" \"x HTTP/1.1`, String.raw`\" 404 9 \"`),
    );

    expect(forged).toMatchObject({ status: 200, bytes: 120 });
  });

  it('bears what is no request at all', () => {
    expect(parseAccessLine(line(String.raw`\x16\x03\x01`))).toMatchObject({
      method: '',
      path: String.raw`\x16\x03\x01`,
    });
    expect(parseAccessLine(line(''))).toMatchObject({ method: '', path: '' });
  });

  it.each(['', 'not a line', '1.2.3.4 - - [01/Foo/2026:00:00:00 +0000] "GET /" 200 1'])(
    'says of %j that it is none',
    (text) => {
      expect(parseAccessLine(text)).toBeUndefined();
    },
  );
});
