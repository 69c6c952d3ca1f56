import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A test, or a group of tests, as it is called in its file. */
export interface TestTitle {
  readonly title: string;
  readonly file: string;
}

/**
 * Titles of all tests and groups of apps, libraries and tools, conformance suites among them. Read from the syntax
 * tree, so that a title in a comment does not count; nor does one that is skipped, still to be written, or meant to fail.
 */
export function testTitles(root: string): readonly TestTitle[] {
  return globSync('{apps,libs,tools}/*/{src,tests}/**/*.ts', { cwd: root })
    .sort()
    .flatMap((file) =>
      titlesIn(readFileSync(join(root, file), 'utf8')).map((title) => ({ title, file })),
    );
}

/** Titles in the text of one test file. */
export function titlesIn(text: string): readonly string[] {
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    const call = ts.isCallExpression(node) ? node : undefined;
    const words = call === undefined ? [] : wordsOf(call.expression);
    if (words.some((word) => NOT_RUN.has(word))) return;
    const [first] = call?.arguments ?? [];
    if (words[0] !== undefined && first !== undefined && TESTS.has(words[0]))
      titles.push(...textOf(first));
    node.forEachChild(visit);
  };
  visit(ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest));
  return titles;
}

const TESTS: ReadonlySet<string> = new Set(['it', 'test', 'describe']);
const NOT_RUN: ReadonlySet<string> = new Set(['skip', 'todo', 'fails']);

/** The words of what is called: `it`, `each` for `it.each([…])('…')`. Empty for what is no plain chain of names. */
function wordsOf(called: ts.Expression): readonly string[] {
  if (ts.isIdentifier(called)) return [called.text];
  if (ts.isPropertyAccessExpression(called))
    return [...wordsOf(called.expression), called.name.text];
  if (ts.isCallExpression(called)) return wordsOf(called.expression);
  return ts.isTaggedTemplateExpression(called) ? wordsOf(called.tag) : [];
}

/** The fixed parts of a title. */
function textOf(node: ts.Expression): readonly string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (!ts.isTemplateExpression(node)) return [];
  return [node.head.text + node.templateSpans.map(({ literal }) => literal.text).join('…')];
}
