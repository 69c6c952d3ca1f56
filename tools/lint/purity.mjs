import { builtinModules } from 'node:module';

const builtins = builtinModules.filter(
  (name) => !name.startsWith('_') && !name.startsWith('node:'),
);
const everyBuiltinBut = (allowed) =>
  [
    ...builtins,
    ...builtins.map((name) => `node:${name}`),
    'node:sea',
    'node:sqlite',
    'node:test',
  ].filter((name) => !allowed.includes(name));

const shell = {
  name: 'node:child_process',
  importNames: ['exec', 'execSync', 'default'],
  message: 'No shell: use spawn or execFile with a list of arguments.',
};

const signing = {
  name: 'node:crypto',
  importNames: [
    'default',
    'createHmac',
    'createPrivateKey',
    'createSign',
    'generateKeyPair',
    'generateKeyPairSync',
    'sign',
  ],
  message:
    'The verifier can neither sign nor hold a private key. Import the functions you need by name.',
};

const randomness = {
  name: 'node:crypto',
  importNames: [
    'default',
    'randomBytes',
    'randomFill',
    'randomFillSync',
    'randomInt',
    'randomUUID',
  ],
  message: 'Randomness is an argument or a port. Import the functions you need by name.',
};

const adapters = {
  regex: '^@afo/adapter-',
  message: 'Only a composition root (src/main.ts, src/main.*.ts) names an adapter.',
};

const adapterParts = {
  regex: '^@afo/adapter-aws/',
  message:
    'A program of the product gets its stack whole, from the index: its parts are loaded when they are needed.',
};

const conformance = {
  regex: '^@afo/conformance$',
  message: 'Only tests name the conformance suites.',
};

const noBuiltins = (allowed) => ({
  group: everyBuiltinBut(allowed).map((name) => `/${name}`),
  message: 'A pure library has no input, no output and no clock.',
});

/** Options of `@typescript-eslint/no-restricted-imports`. Blocks do not merge, so each role gets its whole list. */
export const restrictedImports = {
  everywhere: { paths: [shell], patterns: [adapters, conformance] },
  compositionRoot: { paths: [shell], patterns: [conformance] },
  appRoot: { paths: [shell], patterns: [conformance, adapterParts] },
  test: { paths: [shell] },
  pure: { paths: [randomness], patterns: [adapters, conformance, noBuiltins(['node:crypto'])] },
  // Compression is computation: the pipeline may stream through zlib, but not open a file.
  pipeline: {
    paths: [randomness],
    patterns: [adapters, conformance, noBuiltins(['node:crypto', 'node:stream', 'node:zlib'])],
  },
  verify: {
    paths: [
      {
        ...signing,
        importNames: [...new Set([...signing.importNames, ...randomness.importNames])],
      },
    ],
    patterns: [adapters, conformance, noBuiltins(['node:crypto'])],
  },
  // The verifier reads a bundle from a disk, and still knows no way to a network or to another program.
  verifyNode: {
    paths: [
      {
        ...signing,
        importNames: [...new Set([...signing.importNames, ...randomness.importNames])],
      },
    ],
    patterns: [
      adapters,
      conformance,
      noBuiltins([
        'node:crypto',
        'node:fs',
        'node:fs/promises',
        'node:path',
        'node:stream',
        'node:util',
        'node:zlib',
      ]),
    ],
  },
  reporting: { patterns: [adapters, conformance, noBuiltins([])] },
};

/** Options of `no-restricted-globals` in pure libraries. */
export const restrictedGlobals = [
  'crypto',
  'fetch',
  'global',
  'globalThis',
  'performance',
  'process',
  'require',
  'EventSource',
  'WebSocket',
  'XMLHttpRequest',
].map((name) => ({
  name,
  message: 'A pure library has no input, no output, no clock and no randomness.',
}));

const houseSyntax = [
  { selector: 'ExportAllDeclaration', message: 'Name what you export.' },
  {
    selector: ':matches(PropertyDefinition, MethodDefinition)[accessibility="private"]',
    message: 'Use #private.',
  },
  { selector: 'Property[key.name="shell"][value.value=true]', message: 'No shell.' },
];

const dynamicAdapter = {
  selector: 'ImportExpression > Literal[value=/^@afo\\u002F(adapter-|conformance$)/]',
  message: 'Only a composition root names an adapter, and only tests name the conformance suites.',
};

const clockAndChance = [
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
    message: 'The time is an argument or a port.',
  },
  {
    selector: 'MemberExpression[object.name="Date"][property.name="now"]',
    message: 'The time is an argument or a port.',
  },
  { selector: 'CallExpression[callee.name="Date"]', message: 'The time is an argument or a port.' },
  {
    selector: 'MemberExpression[object.name="Math"][property.name="random"]',
    message: 'Randomness is an argument or a port.',
  },
  { selector: 'ImportExpression', message: 'A pure library loads nothing while it runs.' },
];

/** Options of `no-restricted-syntax`, by role as above. */
export const restrictedSyntax = {
  everywhere: [...houseSyntax, dynamicAdapter],
  compositionRoot: houseSyntax,
  test: houseSyntax,
  pure: [...houseSyntax, ...clockAndChance],
};
