import { sha256Schema } from '@afo/domain';
import type { SampleDraft } from '@afo/domain/testing';
import { samplePlan } from '@afo/domain/testing';

/** A digest that is easy to tell from others. */
export const digest = (byte: string) => sha256Schema.parse(byte.repeat(32));

const finding: SampleDraft = {
  type: 'finding.attached',
  body: {
    findingIds: ['arn:aws:guardduty:eu-central-1:111122223333:detector/d1/finding/f1'],
    format: 'guardduty',
    product: 'GuardDuty',
    title: 'The EC2 instance i-0abc is querying a domain of a known miner.',
    types: ['CryptoCurrency:EC2/BitcoinTool.B!DNS'],
    severity: 'high',
    updatedAt: '2026-11-24T02:55:00.000Z',
    isolate: true,
    rule: 'miners',
    reason: 'rule miners opens a case for high severity',
    raw: { sha256: digest('1a'), bytes: 4312, key: 'cases/x/E-0003/1a1a-event.json' },
  },
};

const granted: SampleDraft = {
  type: 'authorisation.granted',
  body: {
    authorisation: 'A-0001',
    kind: 'command',
    approvers: [{ kind: 'human', name: 'Ann Examiner', via: 'command line' }],
    reason: 'Suspected miner, order of the CISO',
    reference: 'INC-4711',
    scope: 'case',
    from: '2026-11-24T03:00:00.000Z',
  },
};

const authority: readonly SampleDraft[] = [
  {
    type: 'authorisation.pending',
    body: {
      request: 'R-0001',
      approval: 'plan',
      people: 1,
      reason: 'rule isolation: a person must agree to isolation',
      deadline: '2026-11-24T04:00:00.000Z',
      emergency: false,
      approvals: [],
    },
  },
  {
    type: 'authorisation.granted',
    body: {
      authorisation: 'A-0002',
      kind: 'approval',
      approvers: [{ kind: 'human', name: 'Bo Custodian' }],
      reason: 'agreed',
      scope: 'case',
      from: '2026-11-24T03:00:05.000Z',
      request: 'R-0001',
    },
  },
];

export const step = (
  type: 'started' | 'succeeded',
  name: string,
  { item, attempt = 1 }: { readonly item?: string; readonly attempt?: number } = {},
): SampleDraft => ({
  type: `step.${type}`,
  body: {
    step: name,
    key: item === undefined ? name : `${name}/${item}`,
    ...(item === undefined ? {} : { item }),
    attempt,
  },
});

const skipped = (name: string, reason: string): SampleDraft => ({
  type: 'step.skipped',
  body: { step: name, key: name, reason },
});

const NO_HOST = 'this stack works on images and reaches no host';

/** Acquired, sealed and, unless said otherwise, read back. */
export function item(
  id: string,
  kind: string,
  options: {
    readonly title: string;
    readonly bytes?: number;
    readonly missingBytes?: number;
    readonly sha256?: string;
    readonly verified?: 'match' | 'mismatch';
    readonly parents?: readonly string[];
  },
): readonly SampleDraft[] {
  const { title, bytes = 268_435_456, missingBytes = 0, parents } = options;
  const sha256 = options.sha256 ?? digest(id.slice(-2));
  const same = { item: id, bytes, sha256 };
  return [
    {
      type: 'evidence.acquired',
      body: {
        ...same,
        kind,
        title,
        expectedBytes: bytes,
        missingBytes,
        objects: 1,
        ...(parents === undefined ? {} : { parents }),
      },
    },
    {
      type: 'evidence.sealed',
      body: {
        ...same,
        manifest: { key: `cases/x/${id}/manifest.json`, bytes: 1234, sha256: digest('3b') },
      },
    },
    ...(options.verified === undefined
      ? []
      : [
          {
            type: 'evidence.verified',
            body: { ...same, occasion: 'acquisition', result: options.verified },
          },
        ]),
  ];
}

export const run = (id: string, over: object = {}): SampleDraft => ({
  type: 'analysis.completed',
  body: {
    run: id,
    tool: { name: 'sleuthkit', version: '4.11.1', sha256: digest('4c'), parameters: { mode: 'm' } },
    ruleSets: [{ name: 'starter', sha256: digest('5d') }],
    inputs: [{ item: 'E-0001', sha256Before: digest('01'), sha256After: digest('01') }],
    outputs: [{ item: 'E-0004', sha256: digest('04') }],
    outcome: 'complete',
    detections: 3,
    events: 1204,
    limits: [],
    ...over,
  },
});

const { items, changes, techniques, ...outline } = {
  ...samplePlan(['disk', 'log'], 1),
  techniques: [{ technique: 'contain', possible: false, reason: NO_HOST }],
};
const planInParts: readonly SampleDraft[] = [
  {
    type: 'plan.detailed',
    body: {
      part: 1,
      of: 1,
      items,
      techniques,
      alsoHits: [],
      changes,
    },
  },
  {
    type: 'plan.made',
    body: { inParts: { outline: { ...outline, isolate: true }, parts: 1, sha256: digest('9a') } },
  },
];

/** A case of every type of entry: most of it goes well, some of it does not. */
export const everyType: readonly SampleDraft[] = [
  finding,
  granted,
  {
    type: 'preflight.recorded',
    body: { techniques: [{ technique: 'preserve', possible: false, reason: NO_HOST }] },
  },
  ...item('E-0003', 'inventory', { title: 'Inventory: host-description', bytes: 512 }),
  {
    type: 'inventory.recorded',
    body: { item: 'E-0003', sha256: digest('03'), bytes: 512, facts: { name: 'host-description' } },
  },
  ...planInParts,
  ...authority,
  skipped('preserve', NO_HOST),
  {
    type: 'resource.changed',
    body: {
      change: 'set-termination-protection',
      resource: 'i-0abc',
      phase: 'intended',
      before: { protected: false },
      after: { protected: true },
    },
  },
  {
    type: 'resource.changed',
    body: {
      change: 'set-termination-protection',
      resource: 'i-0abc',
      phase: 'done',
      before: { protected: false },
      after: { protected: true },
      requestId: 'req-1',
    },
  },
  step('started', 'acquire-disk', { item: 'E-0001' }),
  {
    type: 'step.failed',
    body: {
      step: 'acquire-disk',
      key: 'acquire-disk/E-0001',
      item: 'E-0001',
      attempt: 1,
      code: 'source.short-read',
      cause: 'the source gave fewer bytes than it had promised',
      retryable: true,
      final: false,
    },
  },
  step('started', 'acquire-disk', { item: 'E-0001', attempt: 2 }),
  ...item('E-0001', 'disk', { title: 'Disk of web-01', verified: 'match' }),
  step('succeeded', 'acquire-disk', { item: 'E-0001', attempt: 2 }),
  ...item('E-0002', 'log', {
    title: 'auth.log',
    bytes: 40_000,
    missingBytes: 4096,
    verified: 'match',
  }),
  {
    type: 'containment.proven',
    body: { method: 'flow-logs', resource: 'i-0abc', evidence: 'E-0003' },
  },
  { type: 'containment.unproven', body: { resource: 'i-0abc', reason: NO_HOST } },
  skipped('contain', NO_HOST),
  { type: 'evidence.read', body: { item: 'E-0001', purpose: 'working copy for analysis' } },
  step('started', 'analyse', { item: 'E-0001' }),
  ...item('E-0004', 'analysis', {
    title: 'Detections on E-0001',
    bytes: 9000,
    parents: ['E-0001'],
  }),
  run('T-0001'),
  run('T-0002', {
    tool: { name: 'yara-x', version: '0.3.0' },
    outcome: 'partial',
    limits: ['2 files larger than 64 MiB were not scanned'],
    outputs: [],
  }),
  step('succeeded', 'analyse', { item: 'E-0001' }),
  { type: 'note.added', body: { text: 'The owner was told by telephone.' } },
  {
    type: 'notification.sent',
    body: { channel: 'console', to: 'operators', message: 'Case waits', outcome: 'delivered' },
  },
  {
    type: 'authorisation.pending',
    body: {
      request: 'R-0002',
      approval: 'later',
      people: 2,
      reason: 'x',
      deadline: '2026-11-24T04:00:00.000Z',
      emergency: true,
      approvals: [],
    },
  },
  {
    type: 'authorisation.refused',
    body: { request: 'R-0002', refusedBy: { kind: 'human', name: 'Cy' }, reason: 'not needed' },
  },
  {
    type: 'authorisation.pending',
    body: {
      request: 'R-0003',
      approval: 'later',
      people: 1,
      reason: 'x',
      deadline: '2026-11-24T04:00:00.000Z',
      emergency: false,
      approvals: [],
    },
  },
  {
    type: 'authorisation.expired',
    body: { request: 'R-0003', deadline: '2026-11-24T04:00:00.000Z' },
  },
  {
    type: 'checkpoint.signed',
    body: {
      size: 20,
      root: digest('6e'),
      key: 'afo.local/0001',
      note: digest('7f'),
      timestamp: false,
    },
  },
  {
    type: 'evidence.exported',
    body: { items: ['E-0001'], format: 'bundle', destination: '/media/court/case.bag' },
  },
  {
    type: 'evidence.transferred',
    body: {
      items: ['E-0001'],
      receiver: { kind: 'human', name: 'Dee Court' },
      receipt: { sha256: digest('01'), signature: 'base64' },
    },
  },
  ...item('E-0005', 'report', { title: 'First report', bytes: 70_000 }),
  {
    type: 'report.issued',
    body: {
      item: 'E-0005',
      entries: 30,
      files: [
        {
          name: 'report.html',
          media: 'text/html',
          stored: {
            key: 'cases/x/E-0005/r.html',
            bytes: 70_000,
            sha256: digest('05'),
            format: 'html',
          },
        },
      ],
    },
  },
  { type: 'case.closed', body: { reason: 'done' } },
  { type: 'case.reopened', body: { reason: 'new finding' } },
  ...item('E-0006', 'recovered', { title: 'loot.tgz', bytes: 100, parents: ['E-0001'] }),
  {
    type: 'evidence.disposed',
    body: { item: 'E-0006', reason: 'ordered', retentionEnded: '2026-11-24T03:00:00.000Z' },
  },
  step('started', 'report'),
];
