import fc from 'fast-check';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Output } from './output.ts';
import { bytesOf, spanOf, table } from './table.ts';
import { visible } from './visible.ts';

const heard = (json: boolean) => {
  const out = new PassThrough();
  const err = Object.assign(new PassThrough(), { isTTY: true });
  return {
    output: new Output({ out, err }, json),
    out: () => String(out.read() ?? ''),
    err: () => String(err.read() ?? ''),
  };
};

describe('F-70 text from evidence', () => {
  it('cannot steer the terminal of whoever reads it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visible(text)).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
      }),
    );
  });

  it('shows an escape sequence instead of obeying it', () => {
    expect(visible('a\u001B[2Jb\nc')).toBe('a\\u{1b}[2Jb\\u{a}c');
  });
});

describe('when a command has a result', () => {
  it('is one JSON document on standard output with --json, and nothing else', () => {
    const { output, out } = heard(true);

    output.note('working');
    output.live('1 %');
    output.result({ ok: true }, ['fine']);

    expect(JSON.parse(out())).toEqual({ ok: true });
  });

  it('is lines for people otherwise', () => {
    const { output, out } = heard(false);

    output.result({}, ['one', 'two\u0007']);

    expect(out()).toBe('one\ntwo\\u{7}\n');
  });
});

describe('numbers for people', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1536, '1.5 KiB'],
    [8 * 1024 ** 3, '8.0 GiB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(bytesOf(bytes)).toBe(text);
  });

  it.each([
    [4.4, '4 s'],
    [200, '3 min 20 s'],
    [7500, '2 h 5 min'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(spanOf(seconds)).toBe(text);
  });

  it('align in columns', () => {
    expect(
      table([
        ['a', 'b'],
        ['long', 'c'],
      ]),
    ).toEqual(['a     b', 'long  c']);
  });
});
