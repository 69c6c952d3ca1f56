import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = join(import.meta.dirname, '../../..');

/** Names that a library's entry point gives, `type` before those that exist only for the compiler. */
function namesOf(entry: string): readonly string[] {
  const source = ts.createSourceFile(
    entry,
    readFileSync(entry, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  return source.statements.flatMap((statement) => exportsOf(statement)).sort();
}

function exportsOf(statement: ts.Statement): readonly string[] {
  if (!ts.isExportDeclaration(statement)) return declaredBy(statement);
  const { exportClause, isTypeOnly } = statement;
  if (exportClause === undefined || !ts.isNamedExports(exportClause)) return ['*'];
  return exportClause.elements.map(
    ({ name, isTypeOnly: alone }) => `${isTypeOnly || alone ? 'type ' : ''}${name.text}`,
  );
}

/** A subpath may declare what it exports itself; an index may not. */
function declaredBy(statement: ts.Statement): readonly string[] {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  return ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)
    ? [statement.name?.text ?? 'default']
    : [];
}

const packageSchema = z.object({ exports: z.record(z.string(), z.unknown()) });
const entrySchema = z.object({ '@afo/source': z.string() });

/** Files that a library gives to others, by the name under which they are imported. */
function entriesOf(packageFile: string): readonly (readonly [name: string, file: string])[] {
  const folder = dirname(packageFile);
  const { exports } = packageSchema.parse(
    JSON.parse(readFileSync(join(root, packageFile), 'utf8')),
  );
  return Object.entries(exports).flatMap(([subpath, target]) => {
    const entry = entrySchema.safeParse(target);
    return entry.success ? [[join(folder, subpath), join(folder, entry.data['@afo/source'])]] : [];
  });
}

const libraries = globSync('libs/*/package.json', { cwd: root }).sort();
const entries = libraries.flatMap((file) => entriesOf(file));
const surface = Object.fromEntries(
  entries.map(([name, file]) => [name, namesOf(join(root, file))]),
);

describe('the public names of each library', () => {
  it('change only on purpose: what others import is pinned', async () => {
    await expect(`${JSON.stringify(surface, null, 2)}\n`).toMatchFileSnapshot(
      join(import.meta.dirname, 'public-names.json'),
    );
  });

  it('are listed one by one, never by a star', () => {
    expect(Object.entries(surface).filter(([, names]) => names.includes('*'))).toEqual([]);
  });

  it('cover every library that is there', () => {
    const roots = libraries.map((file) => dirname(file));

    expect(roots.filter((name) => surface[name] === undefined)).toEqual([]);
  });
});
