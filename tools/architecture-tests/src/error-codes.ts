import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** An error code and the source file that declares it. */
export interface DeclaredCode {
  readonly code: string;
  readonly file: string;
}

/**
 * Every code of every typed error: the members of the unions named `…ErrorCode` in `src/` of libraries, apps and
 * tools. Read from the syntax tree, so that a code in a comment or a string elsewhere does not count.
 */
export function declaredCodes(root: string): readonly DeclaredCode[] {
  const files = globSync('{libs,apps,tools}/*/src/**/*.ts', { cwd: root }).filter(
    (file) => !file.endsWith('.test.ts'),
  );
  return files.flatMap((file) => codesIn(root, file)).sort((a, b) => (a.code < b.code ? -1 : 1));
}

function codesIn(root: string, file: string): readonly DeclaredCode[] {
  const text = readFileSync(join(root, file), 'utf8');
  if (!/type \w+ErrorCode\b/.test(text)) return [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  return source.statements
    .filter((statement) => ts.isTypeAliasDeclaration(statement))
    .filter(({ name }) => name.text.endsWith('ErrorCode'))
    .flatMap(({ type }) => literalsIn(type))
    .map((code) => ({ code, file }));
}

function literalsIn(type: ts.TypeNode): readonly string[] {
  if (ts.isUnionTypeNode(type)) return type.types.flatMap(literalsIn);
  return ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal) ? [type.literal.text] : [];
}

/** The codes that a Markdown table documents: the first cell of each row, in backticks. */
export function documentedCodes(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^\| `([a-z-]+\.[a-z-]+)` \|/gm)].map(([, code]) => code ?? '');
}
