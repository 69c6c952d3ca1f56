/**
 * The folders of libs/domain/src in the order in which data flows. A stage may import itself and earlier stages only;
 * errors.ts may be used by all of them and uses none.
 */
export const stages = [
  'identity',
  'finding',
  'case',
  'plan',
  'workflow',
  'acquisition',
  'evidence',
  'analysis',
  'report',
  'log',
];

const source = './libs/domain/src';

/** The zones of `import-x/no-restricted-paths` that make this order bite. */
export const stageZones = [
  ...stages.map((stage, position) => ({
    target: `${source}/${stage}`,
    from: [
      ...stages.slice(position + 1).map((later) => `${source}/${later}`),
      `${source}/index.ts`,
    ],
    message: `${stage} comes before that stage: data flows ${stages.join(' → ')}, and stages only look back.`,
  })),
  {
    target: `${source}/errors.ts`,
    from: [...stages.map((stage) => `${source}/${stage}`), `${source}/index.ts`],
    message: 'errors.ts is used by every stage and uses none.',
  },
];
