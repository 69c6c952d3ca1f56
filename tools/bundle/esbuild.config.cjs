const { mkdir, writeFile } = require('node:fs/promises');
const { build: bundle } = require('esbuild');
const { dirname, join } = require('node:path');

/** Programs that a program starts as a file of its own, and that must therefore lie beside it. */
const BESIDE = ['libs/adapter-local/src/seal/worker.ts'];

const options = {
  bundle: true,
  conditions: ['@afo/source'],
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // Names stay: they are what an error is known by.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'external',
  // What is CommonJS inside still asks for what it needs by `require`.
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
};

const beside = {
  name: 'beside',
  setup(build) {
    const folder = dirname(build.initialOptions.outfile);
    build.onEnd(async ({ errors }) => {
      if (errors.length > 0) return;
      await bundle({
        ...options,
        entryPoints: BESIDE,
        entryNames: '[name]',
        outdir: folder,
        absWorkingDir: build.initialOptions.absWorkingDir,
      });
      // The files end in .js, as the programs look for them; this says that they are modules.
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'package.json'), '{"type":"module"}\n');
    });
  },
};

/** How every app is bundled by `nx bundle`: one file that needs nothing installed, and what it starts beside it. */
module.exports = { ...options, plugins: [beside] };
