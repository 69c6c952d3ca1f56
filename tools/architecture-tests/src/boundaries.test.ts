import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { workspaceRoot } from '@nx/devkit';
import { beforeAll, describe, expect, it } from 'vitest';

import { type Lint, workspaceLint } from './lint.ts';

const boundary = '@nx/enforce-module-boundaries';
const restricted = '@typescript-eslint/no-restricted-imports';
const syntax = 'no-restricted-syntax';
const globals = 'no-restricted-globals';

let lint: Lint;

beforeAll(async () => {
  lint = await workspaceLint();
}, 60_000);

/** What is tried, the file that tries it, its text, and the rule that must refuse it. */
type Attempt = readonly [what: string, file: string, text: string, rule: string];

const imports = (name: string): string => `import { x } from '${name}';\nexport const y = x;\n`;

const betweenProjects: readonly Attempt[] = [
  ['domain reaches a port', 'libs/domain/src/x.ts', imports('@afo/ports'), boundary],
  [
    'a use case reaches an adapter',
    'libs/pipeline/src/x.ts',
    imports('@afo/adapter-local'),
    boundary,
  ],
  ['a use case reaches the runtime', 'libs/pipeline/src/x.ts', imports('@afo/runtime'), boundary],
  [
    'a use case loads an adapter while it runs',
    'libs/pipeline/src/x.ts',
    `export const y = import('@afo/adapter-local');\n`,
    boundary,
  ],
  [
    'one adapter reaches another',
    'libs/adapter-local/src/x.ts',
    imports('@afo/adapter-bullmq'),
    boundary,
  ],
  [
    'analysis tools reach an adapter',
    'libs/analysis-tools/src/x.ts',
    imports('@afo/adapter-local'),
    boundary,
  ],
  ['the verifier reaches a port', 'libs/verify/src/x.ts', imports('@afo/ports'), boundary],
  [
    'the verifier shares code with the writer',
    'libs/verify/src/x.ts',
    imports('@afo/custody'),
    boundary,
  ],
  [
    'the writer shares code with the verifier',
    'libs/custody/src/x.ts',
    imports('@afo/verify'),
    boundary,
  ],
  [
    'a library reaches an app',
    'libs/pipeline/src/x.ts',
    imports('@afo/finding-ingestor'),
    boundary,
  ],
  [
    'an app reaches an app',
    'apps/case-workflow/src/x.ts',
    imports('@afo/analysis-worker'),
    boundary,
  ],
  [
    'the local stack reaches Redis code',
    'tools/local-stack/src/x.ts',
    imports('@afo/adapter-bullmq'),
    boundary,
  ],
  [
    'the local stack reaches an app',
    'tools/local-stack/src/x.ts',
    imports('@afo/case-workflow'),
    boundary,
  ],
  ['a test in domain reaches a port', 'libs/domain/src/x.test.ts', imports('@afo/ports'), boundary],
  [
    'a path leads into another library',
    'libs/ports/src/x.ts',
    imports('../../domain/src/index.ts'),
    boundary,
  ],
  [
    'an import goes past what a library exports',
    'libs/ports/src/x.ts',
    imports('@afo/domain/src/errors.ts'),
    boundary,
  ],
];

const outside: readonly Attempt[] = [
  ['domain uses the cloud', 'libs/domain/src/x.ts', imports('@aws-sdk/client-s3'), boundary],
  ['domain uses a queue', 'libs/domain/src/x.ts', imports('bullmq'), boundary],
  ['domain uses a YAML parser', 'libs/domain/src/x.ts', imports('yaml'), boundary],
  ['a port uses a schema library', 'libs/ports/src/x.ts', imports('zod'), boundary],
  ['custody uses a schema library', 'libs/custody/src/x.ts', imports('zod'), boundary],
  ['the verifier draws pages', 'libs/verify/src/x.ts', imports('pdfkit'), boundary],
  ['reporting reads certificates', 'libs/reporting/src/x.ts', imports('pkijs'), boundary],
  [
    'an app uses the cloud itself',
    'apps/case-workflow/src/x.ts',
    imports('@aws-sdk/client-s3'),
    boundary,
  ],
  [
    'a template reaches an adapter',
    'apps/infra-cdk/src/x.ts',
    imports('@afo/adapter-aws'),
    boundary,
  ],
  ['a template reaches a use case', 'apps/infra-cdk/src/x.ts', imports('@afo/pipeline'), boundary],
  [
    'a template reaches a program',
    'apps/infra-cdk/src/x.ts',
    imports('@afo/case-workflow'),
    boundary,
  ],
  [
    'a template calls the cloud',
    'apps/infra-cdk/src/x.ts',
    imports('@aws-sdk/client-s3'),
    boundary,
  ],
  ['an app uses the queue itself', 'apps/case-workflow/src/x.ts', imports('bullmq'), boundary],
  ['the local adapter uses Redis', 'libs/adapter-local/src/x.ts', imports('ioredis'), boundary],
];

const lab = imports('@afo/adapter-aws/lab');
const compositionRoots: readonly Attempt[] = [
  [
    'an app names an adapter outside its root',
    'apps/case-workflow/src/app.ts',
    imports('@afo/adapter-local'),
    restricted,
  ],
  [
    'an app loads an adapter outside its root',
    'apps/case-workflow/src/app.ts',
    `export const y = import('@afo/adapter-local');\n`,
    syntax,
  ],
  ['an app makes a lab', 'apps/case-workflow/src/main.aws.ts', lab, restricted],
  [
    'a command names an adapter',
    'tools/forensics-cli/src/verify.ts',
    imports('@afo/adapter-local'),
    restricted,
  ],
  [
    'an adapter ships the conformance suite',
    'libs/adapter-local/src/x.ts',
    imports('@afo/conformance'),
    restricted,
  ],
  [
    'a root ships the conformance suite',
    'apps/case-workflow/src/main.local.ts',
    imports('@afo/conformance'),
    restricted,
  ],
];

const pureLibraries = ['custody', 'domain', 'pipeline', 'ports', 'reporting', 'verify'];

const purity: readonly Attempt[] = pureLibraries.flatMap((library): Attempt[] => {
  const file = `libs/${library}/src/x.ts`;
  return [
    [`${library} reads files`, file, imports('node:fs'), restricted],
    [`${library} reads files by promises`, file, imports('node:fs/promises'), restricted],
    [`${library} reads files by the old name`, file, imports('fs'), restricted],
    [`${library} opens connections`, file, imports('node:net'), restricted],
    [`${library} starts programs`, file, imports('node:child_process'), restricted],
    [`${library} opens a database`, file, imports('node:sqlite'), restricted],
    [
      `${library} calls the network`,
      file,
      `export const y = fetch('https://example.org');\n`,
      globals,
    ],
    [`${library} reads the environment`, file, `export const y = process.env;\n`, globals],
    [`${library} finds a way round`, file, `export const y = globalThis.fetch;\n`, globals],
    [`${library} reads the clock`, file, `export const y = new Date();\n`, syntax],
    [`${library} reads the clock as a number`, file, `export const y = Date.now();\n`, syntax],
    [`${library} throws dice`, file, `export const y = Math.random();\n`, syntax],
    [`${library} makes an id by chance`, file, `export const y = crypto.randomUUID();\n`, globals],
    [
      `${library} draws random bytes`,
      file,
      `import { randomBytes } from 'node:crypto';\nexport const y = randomBytes;\n`,
      restricted,
    ],
    [`${library} loads code while it runs`, file, `export const y = import('zod');\n`, syntax],
  ];
});

const verifierSigns: readonly Attempt[] = [
  'sign',
  'createSign',
  'createPrivateKey',
  'generateKeyPairSync',
].map((name) => [
  `the verifier imports ${name}`,
  'libs/verify/src/x.ts',
  `import { ${name} } from 'node:crypto';\nexport const y = ${name};\n`,
  restricted,
]);

const verifierEvades: readonly Attempt[] = [
  [
    'the verifier imports all of crypto',
    'libs/verify/src/x.ts',
    `import * as c from 'node:crypto';\nexport const y = c;\n`,
    restricted,
  ],
  [
    'the verifier imports crypto as one',
    'libs/verify/src/x.ts',
    `import c from 'node:crypto';\nexport const y = c;\n`,
    restricted,
  ],
];

const insideDomain: readonly Attempt[] = [
  [
    'finding looks ahead to report',
    'libs/domain/src/finding/x.ts',
    imports('../report/report.ts'),
    'import-x/no-restricted-paths',
  ],
  [
    'identity looks ahead to case',
    'libs/domain/src/identity/x.ts',
    imports('../case/actor.ts'),
    'import-x/no-restricted-paths',
  ],
  [
    'a stage goes through the library’s front door',
    'libs/domain/src/case/x.ts',
    imports('../index.ts'),
    'import-x/no-restricted-paths',
  ],
  [
    'errors look into a stage',
    'libs/domain/src/errors.ts',
    imports('./identity/ids.ts'),
    'import-x/no-restricted-paths',
  ],
];

const house: readonly Attempt[] = [
  ['a default export', 'libs/ports/src/x.ts', `export default 1;\n`, 'import-x/no-default-export'],
  ['everything exported', 'libs/ports/src/x.ts', `export * from './errors.ts';\n`, syntax],
  [
    'a private field of TypeScript',
    'libs/ports/src/x.ts',
    `export class X {\n  private readonly y = 1;\n}\n`,
    syntax,
  ],
  ['a shell', 'libs/adapter-local/src/x.ts', `export const y = { shell: true };\n`, syntax],
  [
    'a command line',
    'libs/adapter-local/src/x.ts',
    `import { exec } from 'node:child_process';\nexport const y = exec;\n`,
    restricted,
  ],
  [
    'any',
    'libs/ports/src/x.ts',
    `export const y: any = 1;\n`,
    '@typescript-eslint/no-explicit-any',
  ],
  [
    'a non-null assertion',
    'libs/ports/src/x.ts',
    `export const y = (x?: string) => x!;\n`,
    '@typescript-eslint/no-non-null-assertion',
  ],
  [
    'four parameters',
    'libs/ports/src/x.ts',
    `export const y = (a: 1, b: 1, c: 1, d: 1) => [a, b, c, d];\n`,
    '@typescript-eslint/max-params',
  ],
  [
    '301 lines',
    'libs/ports/src/x.ts',
    `export const y = 1;\n${'// more\n'.repeat(300)}`,
    'max-lines',
  ],
  [
    'a function of 61 lines',
    'libs/ports/src/x.ts',
    `export function y() {\n${'  // more\n'.repeat(60)}}\n`,
    'max-lines-per-function',
  ],
  [
    'a rule switched off without a reason',
    'libs/ports/src/x.ts',
    `// eslint-disable-next-line no-console\nconsole.log(1);\n`,
    '@eslint-community/eslint-comments/require-description',
  ],
];

describe.each([
  ['between projects', betweenProjects],
  ['towards the outside', outside],
  ['around the composition roots', compositionRoots],
  ['of the pure libraries', purity],
  ['of the verifier', [...verifierSigns, ...verifierEvades]],
  ['inside the domain', insideDomain],
  ['of the house', house],
])('the walls %s', (_, attempts) => {
  it.each(attempts)('refuse that %s', async (...[, file, text, rule]) => {
    expect(await lint(file, text)).toContain(rule);
  });
});

describe('the walls have doors', () => {
  const allowed: readonly (readonly [what: string, file: string, text: string])[] = [
    ['domain uses its schema library', 'libs/domain/src/x.ts', imports('zod')],
    ['a port speaks of the domain', 'libs/ports/src/x.ts', imports('@afo/domain')],
    [
      'custody hashes',
      'libs/custody/src/x.ts',
      `import { createHash } from 'node:crypto';\nexport const y = createHash;\n`,
    ],
    [
      'the verifier verifies',
      'libs/verify/src/x.ts',
      `import { verify } from 'node:crypto';\nexport const y = verify;\n`,
    ],
    [
      'a composition root names an adapter',
      'apps/case-workflow/src/main.local.ts',
      imports('@afo/adapter-local'),
    ],
    [
      'a test of an adapter runs the conformance suite',
      'libs/adapter-local/src/x.test.ts',
      imports('@afo/conformance'),
    ],
    [
      'a test of a pure library reads test vectors',
      'libs/custody/src/x.test.ts',
      imports('node:fs'),
    ],
    ['a test generates its data', 'libs/custody/src/x.test.ts', imports('fast-check')],
    ['the log looks back to identity', 'libs/domain/src/log/x.ts', imports('../identity/ids.ts')],
    ['every stage knows the errors', 'libs/domain/src/identity/x.ts', imports('../errors.ts')],
    [
      'a given time becomes a date',
      'libs/domain/src/x.ts',
      `export const y = (time: string) => new Date(time);\n`,
    ],
  ];

  it.each(allowed)('%s', async (...[, file, text]) => {
    expect(await lint(file, text)).toEqual([]);
  });
});

describe('the walls between files', () => {
  it('refuse a cycle', async () => {
    const file = 'tools/architecture-tests/fixtures/cycle/first.ts';

    const refusals = await lint(file, readFileSync(join(workspaceRoot, file), 'utf8'));

    expect(refusals).toContain('import-x/no-cycle');
  });
});

describe('the package.json of a project', () => {
  const file = 'libs/domain/package.json';
  const text = readFileSync(join(workspaceRoot, file), 'utf8');

  it('may not declare what the project does not use', async () => {
    const unused = text.replace('"dependencies": {', '"dependencies": { "yaml": "catalog:",');

    expect(await lint(file, unused)).toEqual(['@nx/dependency-checks']);
  });

  it('is accepted as it is', async () => {
    expect(await lint(file, text)).toEqual([]);
  });
});
