import { fileURLToPath } from 'node:url';

const setup = fileURLToPath(new URL('./vitest.setup.mjs', import.meta.url));
const conditions = ['@afo/source', 'node'];

/**
 * The vitest settings that every project shares. A project's `vitest.config.ts` is
 * `export default defineConfig(project(import.meta.dirname, { … }))`; what it passes replaces single `test` options.
 *
 * A plain module and not TypeScript, since a file outside a project's root may not belong to its tsconfig.
 */
export function project(root, test = {}) {
  return {
    root,
    cacheDir: `${root}/node_modules/.vite`,
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
    test: {
      environment: 'node',
      include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
      setupFiles: [setup],
      restoreMocks: true,
      // An empty suite is a failure: a project without tests proves nothing.
      passWithNoTests: false,
      allowOnly: false,
      reporters: ['default', ['json', { outputFile: 'test-results/vitest.json' }]],
      ...test,
    },
  };
}
