import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** An error code and the source file that declares it. */
export interface DeclaredCode {
  readonly code: string;
  readonly file: string;
}

/**
 * Every code that the product gives: the members of unions named `…ErrorCode`, and the strings with a dot in constants
 * named `…Codes`, in `src/` of libraries, apps and tools. Read from the syntax tree, so that a code in a comment or a
 * string elsewhere does not count.
 */
export function declaredCodes(root: string): readonly DeclaredCode[] {
  const files = globSync('{libs,apps,tools}/*/src/**/*.ts', { cwd: root }).filter(
    (file) => !file.endsWith('.test.ts'),
  );
  return files.flatMap((file) => codesIn(root, file)).sort((a, b) => (a.code < b.code ? -1 : 1));
}

function codesIn(root: string, file: string): readonly DeclaredCode[] {
  const text = readFileSync(join(root, file), 'utf8');
  if (!/type \w+ErrorCode\b|const \w+Codes\b/.test(text)) return [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  return source.statements.flatMap(codesOf).map((code) => ({ code, file }));
}

function codesOf(statement: ts.Statement): readonly string[] {
  if (ts.isTypeAliasDeclaration(statement)) {
    return statement.name.text.endsWith('ErrorCode') ? literalsIn(statement.type) : [];
  }
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations
    .filter(({ name }) => ts.isIdentifier(name) && name.text.endsWith('Codes'))
    .flatMap(({ initializer }) => (initializer === undefined ? [] : stringsIn(initializer)));
}

function stringsIn(node: ts.Node): readonly string[] {
  if (ts.isStringLiteral(node)) return node.text.includes('.') ? [node.text] : [];
  const found: string[] = [];
  node.forEachChild((child) => {
    // The type behind `satisfies` is not data.
    if (!ts.isTypeNode(child)) found.push(...stringsIn(child));
  });
  return found;
}

function literalsIn(type: ts.TypeNode): readonly string[] {
  if (ts.isUnionTypeNode(type)) return type.types.flatMap(literalsIn);
  return ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal) ? [type.literal.text] : [];
}

/** The codes that a Markdown table documents: the first cell of each row, in backticks. */
export function documentedCodes(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^\| `([a-z-]+\.[a-z0-9-]+)`\s*\|/gm)].map(([, code]) => code ?? '');
}
