import { join } from 'node:path';
import { build } from 'esbuild';
import { SERVICES, WORKSPACE } from './places.ts';

/** Native code and typefaces are found as packages beside the bundle. */
const EXTERNAL = ['@litko/yara-x'];

/** What CommonJS libraries expect of the file that they have become a part of. */
const BANNER = `import { createRequire as createRequireOfBundle } from 'node:module';
const require = createRequireOfBundle(import.meta.url);
const __filename = import.meta.filename;
const __dirname = import.meta.dirname;`;

/**
 * Bundles the programs of a forensic host into one folder, with what they share in pieces of their own. The thread of
 * the codec and the scanning program are started as files beside whoever starts them, so they keep their names.
 */
export async function bundlePrograms(folder: string): Promise<void> {
  await build({
    entryPoints: {
      ...Object.fromEntries(SERVICES.map((name) => [name, `apps/${name}/src/main.aws.ts`])),
      worker: 'libs/adapter-local/src/seal/worker.ts',
      'scan-program': 'libs/analysis-tools/src/content/scan-program.ts',
    },
    absWorkingDir: WORKSPACE,
    outdir: join(folder, 'programs'),
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    chunkNames: 'part-[hash]',
    conditions: ['@afo/source'],
    external: EXTERNAL,
    banner: { js: BANNER },
    legalComments: 'external',
    logLevel: 'warning',
  });
}
