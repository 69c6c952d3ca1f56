import fc from 'fast-check';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Output } from './output.ts';

function printed(value: unknown): string {
  const out = new PassThrough();
  new Output({ out, err: new PassThrough() }, true).result(value, []);
  return String(out.read());
}

const HOSTILE = ['\u009B2J', '\u0090q\u009C', 'txt\u202Eexe.sh', 'a\u200Bb', '\u007F', '\u{E0041}'];

describe('F-70 names from evidence in a JSON result', () => {
  it('cannot steer the terminal of whoever prints it, also by the controls that JSON leaves bare', () => {
    for (const name of HOSTILE)
      expect(printed({ name })).not.toMatch(
        /[\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2060-\u2069\u{E0000}-\u{E007F}]/u,
      );
  });

  it('stay what they are: whoever parses it gets every character', () => {
    const names = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.dictionary(names, names), (value) => {
        expect(JSON.parse(printed(value))).toEqual({ ...value });
      }),
    );
  });
});
