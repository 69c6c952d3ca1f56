import { describe, expect, it } from 'vitest';

import {
  checkpointPlace,
  entriesPlace,
  entryPlace,
  faultCodes,
  filePlace,
  Findings,
  itemPlace,
} from './faults.ts';
import { printable } from './printable.ts';

describe('when faults are listed', () => {
  it('tells the first one first: along the log, then what rests on it', () => {
    const findings = new Findings();
    findings.fault('bag.file-altered', filePlace('data/case.log'), 'f');
    findings.fault('item.absent', itemPlace('E-0001'), 'e');
    findings.fault('checkpoint.size', checkpointPlace(13), 'd');
    findings.fault('checkpoint.size', checkpointPlace(5), 'c');
    findings.fault('log.altered', entriesPlace(2, 9), 'b');
    findings.fault('log.schema', entryPlace(7), 'a');

    expect(findings.faults.map(({ message }) => message)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('keeps so many, and counts the rest', () => {
    const findings = new Findings();
    for (let n = 0; n < 10_050; n += 1) findings.fault('log.time', entryPlace(n), 'x');

    expect(findings.faults).toHaveLength(10_000);
    expect([findings.count, findings.omitted]).toEqual([10_050, 50]);
  });

  it('names every code by its part, once', () => {
    const codes = Object.entries(faultCodes).flatMap(([part, list]) =>
      list.map((code) => [part, code] as const),
    );

    expect(codes.every(([part, code]) => code.startsWith(`${part}.`))).toBe(true);
    expect(new Set(codes.map(([, code]) => code)).size).toBe(codes.length);
  });
});

describe('when text of a bundle is shown', () => {
  it.each([
    ['plain.txt', 'plain.txt'],
    ['Größe 😀', 'Größe 😀'],
    ['a\nb\tc', 'a\\u{a}b\\u{9}c'],
    ['\u001b[31m', '\\u{1b}[31m'],
    ['\u202egnp', '\\u{202e}gnp'],
    ['\u2028', '\\u{2028}'],
    ['back\\slash', 'back\\\\slash'],
    ['\ud800', '\\u{d800}'],
    ['abcdef', 'abcd…', 4],
  ])('F-70 shows %j as %j', (text, expected, limit?: number) => {
    expect(printable(text, limit)).toBe(expected);
  });
});
