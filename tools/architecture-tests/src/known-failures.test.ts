import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failuresNamed, knownFailures } from './known-failures.ts';
import { testTitles, titlesIn } from './test-titles.ts';

const root = join(import.meta.dirname, '../../..');
const rows = knownFailures(readFileSync(join(root, 'docs/reference/known-failures.md'), 'utf8'));
const ids = rows.map(({ id }) => id);
const named = testTitles(root).flatMap(({ title, file }) =>
  failuresNamed(title).map((id) => ({ id, file })),
);

describe('the table of known failures', () => {
  it('is whole: no number is missing between the first and the last of its ten, and none comes twice', () => {
    const gaps = ids.filter((id, index) => {
      const number = Number(id.slice(2));
      const before = Number(ids[index - 1]?.slice(2));
      return number !== before + 1 && ![1, 20, 40, 50, 60, 70].includes(number);
    });

    expect(gaps).toEqual([]);
    expect(ids).toHaveLength(51);
  });

  it('says of each where its test stands, or which area it waits for', () => {
    expect(rows.filter(({ files, later }) => files.length === 0 && later === undefined)).toEqual(
      [],
    );
  });

  it('names only files in which a test bears the number', () => {
    const wrong = rows.flatMap(({ id, files }) =>
      files
        .filter((file) => !named.some((test) => test.id === id && test.file === file))
        .map((file) => `${id}: no test of that name in ${file}`),
    );

    expect(wrong).toEqual([]);
  });

  it('leaves no failure without its test that has one', () => {
    const tested = new Set(named.map(({ id }) => id));

    expect(rows.filter(({ id, files }) => files.length === 0 && tested.has(id))).toEqual([]);
  });
});

describe('the tests', () => {
  it('name no known failure that the table does not explain', () => {
    expect(named.filter(({ id }) => !ids.includes(id))).toEqual([]);
  });

  it('are found at all, so that an empty comparison cannot pass', () => {
    expect(named.length).toBeGreaterThan(80);
  });
});

describe('when titles are read', () => {
  it('takes those of tests, groups and tables of tests', () => {
    const text = `
      describe('F-01 a', () => {
        it('F-02 b', () => undefined);
        it.each([['x']])('F-03 c %s', () => undefined);
        it(\`F-04 \${d} e\`, () => undefined);
      });`;

    expect(titlesIn(text).flatMap(failuresNamed)).toEqual(['F-01', 'F-02', 'F-03', 'F-04']);
  });

  it('takes none that is not run, or is only talked about', () => {
    const text = `
      // it('F-01 a')
      it.skip('F-02 b', () => undefined);
      describe.skip('F-03 c', () => { it('F-04 d', () => undefined); });
      it.todo('F-05 e');
      it.fails('F-06 f', () => undefined);
      fit('F-07 g');`;

    expect(titlesIn(text)).toEqual([]);
  });

  it('refuses a row that it cannot read instead of passing over it', () => {
    expect(() => knownFailures('| F-01 | a | sometime |')).toThrow('not a row');
    expect(knownFailures('| F-01 | a | `x.test.ts`; later: AWS |')).toEqual([
      { id: 'F-01', failure: 'a', files: ['x.test.ts'], later: 'AWS' },
    ]);
  });
});
