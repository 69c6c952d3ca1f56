import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { workspaceRoot } from '@nx/devkit';
import { ESLint } from 'eslint';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Lints text as if it stood in `file` (a path from the workspace's root), and returns the rules that refuse it. */
export type Lint = (file: string, text: string) => Promise<string[]>;

/**
 * The workspace's own lint, without the rules that need types: the files exist only in the test.
 *
 * The project graph comes first: without it the boundary rule would check nothing.
 */
export async function workspaceLint(): Promise<Lint> {
  // By nx's own command and not in this process: its plugins take the working directory for the workspace's root, and
  // would leave wrong paths in the cache for everybody.
  await promisify(execFile)('nx', ['show', 'projects'], { cwd: workspaceRoot });
  const eslint = new ESLint({
    cwd: workspaceRoot,
    ignore: false,
    overrideConfig: defineConfig({
      files: ['**/*.ts'],
      extends: [tseslint.configs.disableTypeChecked],
      languageOptions: { parserOptions: { projectService: false } },
    }),
  });
  return async (file, text) => {
    const results = await eslint.lintText(text, { filePath: join(workspaceRoot, file) });
    return results.flatMap(({ messages }) =>
      messages.map(({ ruleId, message }) => ruleId ?? message),
    );
  };
}
