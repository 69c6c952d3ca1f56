/** What tests may use besides: the runner, the generator of data, and other people's readers of what we write. */
const testOnly = [
  'vitest',
  'fast-check',
  'ajv/dist/2020.js',
  'asl-validator',
  'csv-parse/sync',
  'parse5',
  'saxes',
  'unpdf',
];

/** What each kind of project may depend on: the house's walls. */
const byType = [
  {
    sourceTag: 'type:domain',
    onlyDependOnLibsWithTags: ['type:domain'],
    allowedExternalImports: ['zod', 'canonicalize', 'pkijs', 'asn1js', 'pdfkit', 'fontkit'],
  },
  { sourceTag: 'type:port', onlyDependOnLibsWithTags: ['type:domain'], allowedExternalImports: [] },
  {
    sourceTag: 'type:usecase',
    onlyDependOnLibsWithTags: ['type:port', 'type:domain', 'type:testing'],
    allowedExternalImports: ['yaml', 'zod'],
  },
  {
    sourceTag: 'type:adapter',
    onlyDependOnLibsWithTags: ['type:port', 'type:domain', 'type:util', 'type:testing'],
  },
  {
    sourceTag: 'type:util',
    onlyDependOnLibsWithTags: ['type:util'],
    allowedExternalImports: ['zod', 'pino'],
  },
  {
    sourceTag: 'type:testing',
    onlyDependOnLibsWithTags: ['type:port', 'type:domain', 'type:testing'],
    allowedExternalImports: ['vitest'],
  },
  {
    sourceTag: 'type:app',
    onlyDependOnLibsWithTags: [
      'type:usecase',
      'type:adapter',
      'type:port',
      'type:domain',
      'type:util',
    ],
    bannedExternalImports: ['@aws-sdk/*', 'bullmq', 'ioredis'],
  },
  // Templates name what is deployed; they hold nothing that runs there.
  {
    sourceTag: 'type:infra',
    onlyDependOnLibsWithTags: ['type:domain', 'type:util'],
    bannedExternalImports: ['@aws-sdk/*', 'bullmq', 'ioredis'],
  },
  // Checks look at the workspace from outside and import nothing of it.
  { sourceTag: 'type:check', onlyDependOnLibsWithTags: [] },
];

/** Which stack a project belongs to: no stack can reach another, not even by mistake. */
const byScope = [
  { sourceTag: 'scope:core', onlyDependOnLibsWithTags: ['scope:core'] },
  {
    sourceTag: 'scope:redis',
    onlyDependOnLibsWithTags: ['scope:core', 'scope:redis'],
    bannedExternalImports: ['@aws-sdk/*'],
  },
  {
    sourceTag: 'scope:local',
    onlyDependOnLibsWithTags: ['scope:core', 'scope:local'],
    bannedExternalImports: ['@aws-sdk/*', 'bullmq', 'ioredis'],
  },
  {
    sourceTag: 'scope:aws',
    onlyDependOnLibsWithTags: ['scope:core', 'scope:aws'],
    bannedExternalImports: ['bullmq', 'ioredis'],
  },
  { sourceTag: 'scope:shared', onlyDependOnLibsWithTags: ['*'] },
];

/** The pure libraries one by one, since `type:domain` as a whole is too wide. */
const byLibrary = [
  { sourceTag: 'lib:domain', allowedExternalImports: ['zod'] },
  {
    sourceTag: 'lib:custody',
    notDependOnLibsWithTags: ['lib:verify'],
    allowedExternalImports: ['canonicalize', 'pkijs', 'asn1js'],
  },
  // Whoever checks must share no code with whoever wrote, or one mistake hides the other.
  {
    sourceTag: 'lib:verify',
    notDependOnLibsWithTags: ['lib:custody'],
    allowedExternalImports: ['canonicalize', 'pkijs', 'asn1js', 'zod'],
  },
  { sourceTag: 'lib:reporting', allowedExternalImports: ['pdfkit', 'fontkit'] },
  { sourceTag: 'lib:state-machine', allowedExternalImports: [] },
];

const constraints = [...byType, ...byScope, ...byLibrary];

/** Options of `@nx/enforce-module-boundaries` for sources. */
export const boundaries = {
  allow: [],
  banTransitiveDependencies: true,
  enforceBuildableLibDependency: true,
  depConstraints: constraints,
};

/** The same for tests, which may also use the test runner, the generator of test data and the suites of the ports. */
export const boundariesInTests = {
  ...boundaries,
  depConstraints: constraints.map((constraint) => inTests(constraint)),
};

function inTests(constraint) {
  const { sourceTag, allowedExternalImports, onlyDependOnLibsWithTags } = constraint;
  return {
    ...constraint,
    ...(allowedExternalImports === undefined
      ? {}
      : { allowedExternalImports: [...allowedExternalImports, ...testOnly] }),
    ...(sourceTag === 'type:app'
      ? { onlyDependOnLibsWithTags: [...onlyDependOnLibsWithTags, 'type:testing'] }
      : {}),
  };
}
