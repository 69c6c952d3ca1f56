import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const workspace = fileURLToPath(new URL('.', import.meta.url));
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
    cacheDir: join(workspace, '.nx/vite', basename(root)),
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
    test: {
      environment: 'node',
      include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
      setupFiles: [join(workspace, 'vitest.setup.mjs')],
      restoreMocks: true,
      // An empty suite is a failure: a project without tests proves nothing.
      passWithNoTests: false,
      allowOnly: false,
      // Wide enough for a busy machine; a test that hangs still ends.
      testTimeout: 30_000,
      hookTimeout: 60_000,
      reporters: ['default', ['json', { outputFile: 'test-results/vitest.json' }]],
      ...test,
    },
  };
}

/**
 * Coverage for the libraries on which a proof rests: every branch is tested, or the run fails. It is measured when
 * AFO_COVERAGE is 1, as `./afo test` sets it; a run of a single test file cannot cover them all.
 */
export const everyBranch = {
  enabled: process.env.AFO_COVERAGE === '1',
  provider: 'v8',
  include: ['src/**/*.ts'],
  exclude: ['src/**/*.test.ts', 'src/**/index.ts', 'src/testing/**'],
  reporter: ['text'],
  thresholds: { branches: 100 },
};
