import { describe, expect, it } from 'vitest';

import type { CheckResult, VerifyOptions } from '../src/index.ts';
import { runChecks } from '../src/index.ts';
import { decodeZstd } from '../src/node/index.ts';
import { ROOT, stamp } from './support/authority.ts';
import type { Bundle } from './support/bundle.ts';
import { readerOf, rebag, sha256 } from './support/bundle.ts';
import type { Draft } from './support/case-writer.ts';
import { CaseWriter, logFiles } from './support/case-writer.ts';
import { exported, granted, note, opened, started } from './support/drafts.ts';
import { analysed, SHA } from './support/evidence-drafts.ts';
import type { ItemPlan } from './support/items.ts';
import { sealItem } from './support/items.ts';
import { noteKey } from './support/keys.ts';

const KEY = noteKey('afo.example/ours');
const WITNESS = noteKey('witness.example');
const inCloud: Draft = { ...opened, body: { ...opened.body, stack: 'aws' } };
const preflight: Draft = { type: 'preflight.recorded', body: { techniques: [] } };
const changed: Draft = {
  type: 'resource.changed',
  body: { change: 'x', resource: 'i-1', phase: 'done', before: {}, after: {} },
};

interface Scene {
  readonly drafts?: readonly Draft[];
  readonly items?: readonly Partial<ItemPlan>[];
  readonly after?: readonly Draft[];
  readonly keys?: readonly ReturnType<typeof noteKey>[];
  readonly options?: VerifyOptions;
  readonly change?: (bundle: Bundle) => void;
}

/** Outcomes by id of the checks over a bundle of such a case. */
async function outcomes({
  drafts = [opened, granted],
  items = [],
  after = [],
  keys = [KEY],
  options = {},
  change,
}: Scene): Promise<ReadonlyMap<string, CheckResult>> {
  const writer = new CaseWriter().add(...drafts);
  const sealed = items.map((plan, index) =>
    sealItem(writer, {
      item: `E-000${String(index + 1)}`,
      kind: 'disk',
      format: 'raw',
      parts: [Buffer.from(`item ${String(index)}`)],
      ...plan,
    }),
  );
  writer.add(...after, exported()).checkpoint(keys, false);
  const bundle: Bundle = new Map([
    ...logFiles(writer, keys),
    ...sealed.flatMap(({ files }) => files),
  ]);
  change?.(bundle);
  const { checks } = await runChecks(readerOf(rebag(bundle)), { decode: decodeZstd, ...options });
  return new Map(checks.map((check) => [check.id, check]));
}

const judged = async (id: string, scene: Scene): Promise<string> => {
  const check = (await outcomes(scene)).get(id);
  return `${String(check?.result)}: ${String(check?.reason)}`;
};

const manifest = (more: object): Partial<ItemPlan> => ({
  manifest: more as Record<string, unknown>,
});
const acquiredBy = (tool: object, more: object = {}) => ({
  acquired: {
    tool: { name: 'avml', version: '1', ...tool },
    startedAt: '2026-11-24T03:00:00.000Z',
    endedAt: '2026-11-24T03:00:00.000Z',
    ...more,
  },
});
const where = { account: '123456789012', region: 'eu-central-1', resource: 'arn:aws:ec2:x' };
const plan: Draft = {
  type: 'plan.made',
  body: {
    plan: {
      playbook: { name: 'default', sha256: SHA },
      order: 'memory-first',
      orderReason: 'volatility',
      isolate: false,
      items: [],
      changes: [],
      techniques: [],
      approval: { people: 0, reason: 'rule', validForSeconds: 60 },
    },
  },
};
const emergency: Draft = {
  type: 'authorisation.pending',
  body: {
    request: 'R-0001',
    approval: 'plan',
    people: 1,
    reason: 'fire',
    deadline: '2026-11-25T03:00:00.000Z',
    emergency: true,
    approvals: [],
  },
};
const ran = (after: string): Draft =>
  analysed({ inputs: [{ item: 'E-0001', sha256Before: sha256('item 0'), sha256After: after }] });
const closed: Draft = { type: 'case.closed', body: { reason: 'done' } };
const reverified = (result: string): Draft => ({
  type: 'evidence.verified',
  body: {
    item: 'E-0001',
    bytes: 6,
    sha256: result === 'match' ? sha256('item 0') : SHA,
    occasion: 'scheduled',
    result,
  },
});

/** A bundle whose newest checkpoint has a timestamp. */
const timestamped = (bundle: Bundle): void => {
  const [path, text] = [...bundle].find(([one]) => one.startsWith('data/checkpoints/')) ?? [
    '',
    Buffer.alloc(0),
  ];
  bundle.set(
    path.replace('checkpoints', 'timestamps').replace('.note', '.tsr'),
    stamp({ digest: sha256(text) }),
  );
};

describe('when custody checks are answered', () => {
  it.each<[string, Scene, string]>([
    ['C1', {}, 'not-applicable: no item was acquired'],
    ['C1', { items: [{}] }, 'pass: 1 items'],
    ['C1', { items: [{ parents: ['E-0009'] }] }, 'fail: see the faults of the log'],
    ['C2', {}, 'pass: 1 authorisations'],
    ['C2', { drafts: [opened] }, 'fail: no authorisation was granted'],
    ['C2', { drafts: [opened, changed] }, 'fail: see the faults of the log'],
    [
      'C2',
      { drafts: [opened, emergency] },
      'pass: begun as an emergency: an authorisation is still pending',
    ],
    ['C3', { items: [{}] }, 'not-applicable: not a case in AWS'],
    ['C3', { drafts: [inCloud, granted] }, 'not-applicable: nothing was seized'],
    [
      'C3',
      { drafts: [inCloud, granted], items: [manifest({ source: { where, facts: {} } })] },
      'pass: account, region and resource: all 1',
    ],
    [
      'C3',
      { drafts: [inCloud, granted], items: [{}] },
      'fail: account, region and resource: not E-0001',
    ],
    ['C4', {}, 'not-applicable: nothing was seized'],
    ['C4', { items: [{}] }, 'fail: no preflight is recorded'],
    ['C4', { drafts: [opened, granted, preflight], items: [{}] }, 'pass: entry 2'],
    ['C4', { items: [{}], after: [preflight] }, 'fail: only at entry 5'],
    ['C5', {}, 'not-applicable: no plan was made'],
    ['C5', { drafts: [opened, granted, plan] }, 'not-applicable: not both memory and containment'],
    [
      'C5',
      { drafts: [opened, granted, plan, started('acquire-memory'), started('contain')] },
      'pass: memory before containment',
    ],
    [
      'C5',
      { drafts: [opened, granted, plan, started('contain'), started('acquire-memory')] },
      'pass: containment before memory, for the reason that the plan gives',
    ],
    ['C6', {}, 'not-applicable: no disk'],
    ['C6', { items: [{}] }, 'pass: whole: all 1'],
    [
      'C6',
      { items: [manifest({ completeness: { expectedBytes: 9, missing: [], reason: 'shrank' } })] },
      'fail: whole: not E-0001',
    ],
    ['C7', { items: [{}] }, 'not-applicable: no EBS snapshot'],
    [
      'C7',
      { items: [manifest({ source: { facts: { format: 'ebs-snapshot' } } })] },
      'not-provable: compared at acquisition, block by block',
    ],
    ['C8', {}, 'not-applicable: no disk'],
    ['C8', { items: [{}] }, 'pass: digest of the decoded image: all 1'],
    [
      'C8',
      { items: [{ format: 'zstd' }], options: { decode: undefined } as unknown as VerifyOptions },
      'not-provable: not read: E-0001',
    ],
    ['C8', { items: [manifest({ title: 'x' })] }, 'fail: digest of the decoded image: not E-0001'],
    ['C9', {}, 'not-applicable: no memory'],
    [
      'C9',
      { items: [{ kind: 'memory' }] },
      'not-provable: its ranges are held against the machine at acquisition',
    ],
    ['C10', {}, 'not-applicable: no memory'],
    ['C10', { items: [{ kind: 'memory' }] }, 'fail: digest of the tool: not E-0001'],
    [
      'C10',
      { items: [{ kind: 'memory', ...manifest(acquiredBy({ sha256: SHA })) }] },
      'pass: digest of the tool: all 1',
    ],
    ['C13', {}, 'not-applicable: no log'],
    ['C13', { items: [{ kind: 'log' }] }, 'not-applicable: logs came as files'],
    [
      'C13',
      { drafts: [inCloud, granted], items: [{ kind: 'log' }] },
      'not-provable: stated by the source of each log',
    ],
    ['C14', {}, 'not-applicable: no live response is kept as evidence'],
    ['C15', { items: [{}] }, 'not-applicable: no source with a clock'],
    ['C15', { drafts: [inCloud, granted] }, 'not-applicable: no source with a clock'],
    ['C15', { drafts: [inCloud, granted], items: [{}] }, 'fail: clock offset: not E-0001'],
    [
      'C15',
      { drafts: [inCloud, granted], items: [manifest(acquiredBy({}, { clockOffset: 12 }))] },
      'pass: clock offset: all 1',
    ],
    ['C16', {}, 'not-applicable: nothing was changed'],
    ['C16', { after: [changed] }, 'pass: every change names its authorisation'],
    ['C16', { drafts: [opened, changed] }, 'fail: see the faults of the log'],
    ['C17', {}, 'not-applicable: nothing was sealed'],
    ['C17', { items: [{}] }, 'pass: 1 manifests'],
    [
      'C18',
      { items: [{}], change: (bundle) => bundle.delete('data/manifests/E-0001.json') },
      'fail: a manifest is missing or malformed',
    ],
    ['C20', {}, 'not-applicable: no object was uploaded in parts'],
    ['C20', { drafts: [inCloud, granted] }, 'pass: the manifests hold SHA-256 of whole objects'],
    [
      'C23',
      { items: [{}] },
      'not-provable: the keys are as they should be; the rest is a property of the vault, not of what it gave away',
    ],
    [
      'C23',
      { items: [manifest({ stored: [{ key: 'x', bytes: 1, sha256: SHA, format: 'raw' }] })] },
      'fail: see the faults of the items',
    ],
    ['C27', {}, 'pass: 3 entries'],
    [
      'C27',
      { after: [{ ...note('x'), actor: { kind: 'human', name: 'K' } }] },
      'fail: 1 entries of people do not name their session',
    ],
    ['C27', { after: [{ ...note('x'), seq: 9 }] }, 'fail: see the faults of the log'],
    ['C28', {}, 'pass: every line'],
    [
      'C28',
      { change: (bundle) => bundle.set('data/case.log', Buffer.from('x\n')) },
      'fail: see the faults of the log',
    ],
    ['C29', {}, 'pass: 1 checkpoints hold'],
    ['C29', { options: { keys: [WITNESS.vkey] } }, 'fail: see the faults of log and checkpoints'],
    ['C30', { options: { keys: [KEY.vkey] } }, 'pass: by keys that were given'],
    [
      'C30',
      {},
      'not-provable: the keys come from the bundle itself; whose they are must be known from elsewhere',
    ],
    ['C30', { options: { keys: [WITNESS.vkey] } }, 'fail: no checkpoint holds'],
    ['C31', {}, 'not-applicable: no token; the case is not closed'],
    ['C31', { after: [closed] }, 'fail: closed without a token'],
    [
      'C31',
      { change: timestamped },
      'not-provable: no root was given that the tokens could lead to',
    ],
    ['C31', { change: timestamped, options: { timestampRoots: [ROOT.der] } }, 'pass: 1 tokens'],
    [
      'C31',
      {
        change: (bundle) => {
          timestamped(bundle);
          for (const path of bundle.keys())
            if (path.endsWith('.tsr')) bundle.set(path, Buffer.from('x'));
        },
      },
      'fail: see the faults of the timestamps',
    ],
    ['C32', {}, 'fail: 1 of 1 checkpoints have one signer'],
    ['C32', { keys: [KEY, WITNESS] }, 'pass: every checkpoint'],
    ['C32', { options: { keys: [WITNESS.vkey] } }, 'fail: no checkpoint holds'],
    ['C33', {}, 'not-applicable: nothing was transferred'],
    [
      'C33',
      {
        items: [{}],
        after: [
          {
            type: 'evidence.transferred',
            body: {
              items: ['E-0001'],
              receiver: { kind: 'human', name: 'K', via: 'x' },
              receipt: { sha256: SHA, signature: 'x' },
            },
          },
        ],
      },
      'not-provable: the receipts are in the log; the keys of the receivers are not known',
    ],
    ['C34', {}, 'not-applicable: nothing was analysed'],
    [
      'C34',
      { items: [{}], after: [ran(sha256('item 0'))] },
      'pass: inputs have the digests that were sealed',
    ],
    ['C34', { items: [{}], after: [analysed()] }, 'fail: see the faults of the log'],
    ['C35', {}, 'not-provable: a folder keeps no record of its readers'],
    [
      'C35',
      { drafts: [inCloud, granted] },
      'not-provable: held against the data events of the vault',
    ],
    ['C36', {}, 'not-applicable: nothing was seized'],
    ['C36', { items: [{}] }, 'pass: 1 items'],
    [
      'C36',
      { items: [{}], after: [reverified('mismatch')] },
      'fail: failed a verification: E-0001',
    ],
    ['C37', {}, 'not-applicable: nothing was analysed'],
    ['C37', { items: [{}], after: [ran(sha256('item 0'))] }, 'pass: 1 runs'],
    ['C37', { items: [{}], after: [ran(SHA)] }, 'fail: 1 inputs changed'],
    ['C43', {}, 'pass: verified just now'],
    ['C43', { drafts: [opened, changed] }, 'fail: see the faults'],
    ['C45', {}, 'not-provable: shown by the tests of the product, not by a case'],
  ])('%s over %j', async (id, scene, expected) => {
    expect(await judged(id, scene)).toBe(expected);
  });

  it('C36 names what was never verified', async () => {
    const scene: Scene = {
      items: [{}],
      change: (bundle) =>
        bundle.set(
          'data/case.log',
          Buffer.from(
            bundle
              .get('data/case.log')
              ?.toString()
              .replace('"occasion":"acquisition"', '"occasion":"scheduled"') ?? '',
          ),
        ),
    };

    expect(await judged('C36', scene)).toBe('fail: not verified: E-0001');
  });

  it('passes nothing of a bundle that cannot be read', async () => {
    const { checks, verification } = await runChecks(readerOf(new Map()));

    expect(verification.exitCode).toBe(2);
    expect(new Set(checks.map(({ result }) => result))).toEqual(new Set(['not-provable']));
  });
});
