import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import ts from 'typescript';

const root = join(import.meta.dirname, '../../..');
const files = globSync('{apps,libs,tools}/*/{src,tests}/**/*.{ts,json,mjs}', { cwd: root });
const spelled: ReadonlySet<string> = new Set(files);

/** What a file imports from beside it, as paths from the root. */
const importsOf = (file: string): readonly string[] =>
  ts
    .preProcessFile(readFileSync(join(root, file), 'utf8'))
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => normalize(join(dirname(file), name)));

describe('F-56 the name of a file', () => {
  it('is written in each import as the file is called, letter by letter, so that it works on every file system', () => {
    const imports = files
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => importsOf(file).map((name) => ({ file, name })))
      .filter(({ name }) => /^(?:apps|libs|tools)\/[^/]+\/(?:src|tests)\//.test(name));

    expect(imports.length).toBeGreaterThan(500);
    expect(imports.filter(({ name }) => !spelled.has(name))).toEqual([]);
  });

  it('differs from every other by more than the case of a letter', () => {
    const folded = files.map((file) => file.toLowerCase());

    expect(files.filter((_, index) => folded.indexOf(folded[index] ?? '') !== index)).toEqual([]);
  });
});
