import comments from '@eslint-community/eslint-plugin-eslint-comments';
import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import { defineConfig } from 'eslint/config';
import prettier from 'eslint-config-prettier';
import { createNodeResolver, flatConfigs, importX } from 'eslint-plugin-import-x';
import * as jsoncParser from 'jsonc-eslint-parser';
import tseslint from 'typescript-eslint';

import { boundaries, boundariesInTests } from './tools/lint/boundaries.mjs';
import { graphGuard } from './tools/lint/graph-guard.mjs';
import { restrictedGlobals, restrictedImports, restrictedSyntax } from './tools/lint/purity.mjs';
import { stageZones } from './tools/lint/stages.mjs';

const pureLibraries = ['custody', 'domain', 'pipeline', 'ports', 'reporting', 'verify'];
const tests = ['**/*.test.ts', '**/tests/**/*.ts'];
const compositionRoots = [
  '{apps,tools}/*/src/main.ts',
  '{apps,tools}/*/src/main.*.ts',
  // The demo sets up the whole of a deployment.
  'tools/aws-demo/src/stage/*.ts',
];

const role = ({
  imports = restrictedImports.everywhere,
  syntax = restrictedSyntax.everywhere,
}) => ({
  '@typescript-eslint/no-restricted-imports': ['error', imports],
  'no-restricted-syntax': ['error', ...syntax],
});

export default defineConfig(
  {
    ignores: [
      '**/dist',
      '**/out-tsc',
      '**/coverage',
      '**/test-results',
      '**/node_modules',
      // Code that is wrong on purpose.
      'tools/architecture-tests/fixtures',
      '.nx',
      '.tools',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  // ---- how code is written ---------------------------------------------------------------------------------------
  {
    files: ['**/*.ts'],
    extends: [
      js.configs.recommended,
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
    ],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { '@eslint-community/eslint-comments': comments },
    rules: {
      '@eslint-community/eslint-comments/require-description': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/max-params': ['error', { max: 3 }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unsafe-type-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { allowDefaultCaseForExhaustiveSwitch: false, considerDefaultExhaustiveForUnions: false },
      ],
      eqeqeq: 'error',
      'max-lines': ['error', 300],
      'max-lines-per-function': ['error', 60],
      'no-console': 'error',
      'no-param-reassign': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.ts'],
    plugins: { 'import-x': importX },
    settings: {
      // import-x/no-cycle finds nothing in TypeScript without these.
      ...flatConfigs.typescript.settings,
      'import-x/resolver-next': [
        createNodeResolver({ conditionNames: ['@afo/source', 'node', 'import', 'default'] }),
      ],
    },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      'import-x/no-restricted-paths': [
        'error',
        { basePath: import.meta.dirname, zones: stageZones },
      ],
      'import-x/no-self-import': 'error',
    },
  },

  // ---- who may import whom ---------------------------------------------------------------------------------------
  {
    files: ['**/*.ts'],
    plugins: { '@nx': nx, afo: graphGuard },
    rules: {
      '@nx/enforce-module-boundaries': ['error', boundaries],
      'afo/require-project-graph': 'error',
      ...role({}),
    },
  },
  {
    files: pureLibraries.map((name) => `libs/${name}/src/**/*.ts`),
    rules: {
      'no-restricted-globals': ['error', ...restrictedGlobals],
      ...role({ imports: restrictedImports.pure, syntax: restrictedSyntax.pure }),
    },
  },
  {
    files: ['libs/pipeline/src/**/*.ts'],
    rules: role({ imports: restrictedImports.pipeline, syntax: restrictedSyntax.pure }),
  },
  {
    files: ['libs/verify/src/**/*.ts'],
    rules: role({ imports: restrictedImports.verify, syntax: restrictedSyntax.pure }),
  },
  {
    files: ['libs/verify/src/node/**/*.ts'],
    rules: role({ imports: restrictedImports.verifyNode, syntax: restrictedSyntax.pure }),
  },
  {
    files: ['libs/reporting/src/**/*.ts'],
    rules: role({ imports: restrictedImports.reporting, syntax: restrictedSyntax.pure }),
  },
  {
    files: compositionRoots,
    rules: role({
      imports: restrictedImports.compositionRoot,
      syntax: restrictedSyntax.compositionRoot,
    }),
  },
  {
    files: ['apps/*/src/main.*.ts'],
    rules: role({
      imports: restrictedImports.appRoot,
      syntax: restrictedSyntax.compositionRoot,
    }),
  },
  // The conformance suites are tests that happen to be a library.
  {
    files: [...tests, 'libs/conformance/src/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': ['error', boundariesInTests],
      'max-lines-per-function': 'off',
    },
  },
  {
    files: tests,
    rules: {
      ...role({ imports: restrictedImports.test, syntax: restrictedSyntax.test }),
      // A test may build what the types forbid, to show that it is refused.
      '@typescript-eslint/no-unsafe-type-assertion': 'off',
      'max-lines': ['error', 400],
      'no-restricted-globals': 'off',
    },
  },
  {
    files: ['**/vitest.config.ts'],
    rules: { '@nx/enforce-module-boundaries': 'off', 'import-x/no-default-export': 'off' },
  },

  // ---- what each package.json declares ---------------------------------------------------------------------------
  {
    files: ['{apps,libs,tools}/*/package.json'],
    languageOptions: { parser: jsoncParser },
    plugins: { '@nx': nx },
    rules: {
      '@nx/dependency-checks': [
        'error',
        {
          // Typefaces: read as files and never imported.
          ignoredDependencies: ['@expo-google-fonts/source-sans-3', 'dejavu-fonts-ttf'],
          ignoredFiles: [
            '{projectRoot}/**/*.test.ts',
            '{projectRoot}/tests/**',
            '{projectRoot}/vitest.config.ts',
          ],
        },
      ],
    },
  },
  prettier,
);
