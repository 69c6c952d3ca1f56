import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FORBIDDEN, hostileText } from '../../tests/hostile.ts';
import { inShort, quotedText, shown, visible, visiblePath } from './visible.ts';

describe('text from outside', () => {
  it('F-70 holds nothing that steers a display or cannot be seen', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const show of [visible, visiblePath, quotedText, shown])
          expect(show(text)).not.toMatch(FORBIDDEN);
      }),
    );
  });

  it('stays apart when it was apart: two names never look the same after escaping', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (a, b) => {
        fc.pre(a !== b);

        expect(visible(a)).not.toBe(visible(b));
        expect(visiblePath(a)).not.toBe(visiblePath(b));
      }),
    );
  });

  it('is left as it is where everything can be seen', () => {
    expect(visible('Ünïcode “quotes” 漢字 Ελληνικά Кириллица a/b c')).toBe(
      'Ünïcode “quotes” 漢字 Ελληνικά Кириллица a/b c',
    );
  });

  it.each([
    ['a line feed', 'a\nb', 'a⟦U+000A⟧b'],
    ['a terminal escape', '\u001b[31m', '⟦U+001B⟧[31m'],
    ['a bidi override', 'a\u202egpj.exe', 'a⟦U+202E⟧gpj.exe'],
    ['a no-break space', 'a\u00a0b', 'a⟦U+00A0⟧b'],
    ['a forged escape', '⟦U+000A⟧', '⟦U+27E6⟧U+000A⟦U+27E7⟧'],
    ['spaces around', ' a ', '⟦U+0020⟧a⟦U+0020⟧'],
    ['a pile of accents', 'e\u0301\u0301\u0301\u0301', 'e\u0301\u0301⟦U+0301⟧⟦U+0301⟧'],
    ['half a character', 'a\ud800', 'a\ufffd'],
  ])('shows %s by its number', (_, text, expected) => {
    expect(visible(text)).toBe(expected);
  });

  it('F-70 shows the space of a folder named dot-dot-space, which no eye would find', () => {
    expect(visiblePath('/var/tmp/.. /notes.txt')).toBe('/var/tmp/..⟦U+0020⟧/notes.txt');
  });
});

describe('a quotation', () => {
  it('ends where it ends: marks inside it are escaped, so no name can speak for the report', () => {
    expect(quotedText('x”. The host was isolated. “')).toBe(
      '“x⟦U+201D⟧. The host was isolated. ⟦U+201C⟧”',
    );
  });

  it('of nothing is told, since an empty pair of marks may be overlooked', () => {
    expect(quotedText('')).toBe('“⟦empty⟧”');
  });
});

describe('a very long text', () => {
  it('is cut in the middle, and says how much is left out', () => {
    const text = `${'a'.repeat(400)}${'b'.repeat(400)}`;

    expect(inShort(text)).toBe(`${'a'.repeat(320)} ⟦400 characters left out⟧ ${'b'.repeat(80)}`);
  });

  it('is not cut for less than the mark of the cut would take', () => {
    expect(shown('a'.repeat(440))).toBe('a'.repeat(440));
  });

  it('F-70 shows no space at the cut that was none at an end', () => {
    expect(shown(`${'a'.repeat(319)} ${'b'.repeat(300)} ${'c'.repeat(79)}`)).not.toContain(
      'U+0020',
    );
  });

  it('cannot pretend to be cut: the marks of the cut are escaped in names', () => {
    expect(shown('⟦9 characters left out⟧')).not.toContain('⟦9');
  });
});
