import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryPorts } from '@afo/conformance/memory';
import { evidenceIdSchema } from '@afo/domain';
import type { CaseId } from '@afo/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Infrastructure } from '../src/cli.ts';
import { infrastructure } from '../src/stack/infrastructure.ts';
import { remainingOf } from '../src/stack/remaining.ts';
import { afoIn } from './afo-in-memory.ts';
import type { InMemory } from './afo-in-memory.ts';
import { ARN, errorOf, inAws, newest, ORDER } from './in-aws.ts';

const EXAMPLE = join(import.meta.dirname, '../../../deployment/environments/example.json');
const PRICES = join(import.meta.dirname, '../../../deployment/prices/us-east-1.json');
const resource = (Type: string, DeletionPolicy?: string, Properties: object = {}) => ({
  Resources: {
    One: { Type, Properties, ...(DeletionPolicy === undefined ? {} : { DeletionPolicy }) },
  },
});
const STACKS = [
  { name: 'afo-prod-keys', template: resource('AWS::KMS::Key', 'RetainExceptOnCreate') },
  {
    name: 'afo-prod-stores',
    template: resource('AWS::S3::Bucket', 'Retain', { ObjectLockEnabled: true }),
  },
  { name: 'afo-prod-network', template: resource('AWS::Logs::LogGroup', 'Retain') },
  { name: 'afo-prod-workflow', template: resource('AWS::Lambda::Function') },
];

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-destroy-'));
  file = join(folder, 'prod.json');
  await writeFile(
    file,
    JSON.stringify({
      name: 'prod',
      forensic: { account: '111122223333', region: 'us-east-1' },
      applications: { organization: 'o-exampleorg1', externalId: 'not-to-be-guessed' },
      notifications: { emails: ['forensics@example.com'] },
    }),
  );
});
afterAll(() => rm(folder, { recursive: true }));

function deployment(aws: InMemory = inAws()) {
  const destroyed: string[] = [];
  const pretended: Infrastructure = {
    stacks: () => Promise.resolve(STACKS),
    destroy: (_, stacks) => {
      destroyed.push(...stacks);
      return Promise.resolve();
    },
  };
  const afo = afoIn({ ...aws, infrastructure: pretended });
  const destroy = (...flags: readonly string[]) =>
    afo('destroy', '--environment', file, '--json', ...flags);
  return { aws, afo, destroy, destroyed };
}

const openCase = async (of: ReturnType<typeof deployment>): Promise<CaseId> => {
  await of.afo('case', 'open', '--instance', ARN, ...ORDER);
  return (await newest(of.aws)).id;
};

async function closedCaseWithEvidence(of: ReturnType<typeof deployment>): Promise<CaseId> {
  const id = await openCase(of);
  const writer = await of.aws.ports.vault.create({
    case: id,
    item: evidenceIdSchema.parse('E-0001'),
    name: 'memory.raw',
    format: 'raw',
  });
  await writer.write(Buffer.from('evidence'));
  await writer.commit();
  expect((await of.afo('case', 'close', id, '--force', '--reason', 'it is over')).status).toBe(0);
  return id;
}

describe('what is deployed by the example', () => {
  it('F-63 stays where it is evidence or key, and needs nothing that goes', async () => {
    const { goes, stays } = remainingOf(await infrastructure.stacks(EXAMPLE));

    expect(stays.map(({ name }) => name)).toEqual(['afo-example-keys', 'afo-example-stores']);
    expect(goes.map(({ name }) => name)).toContain('afo-example-workflow');
    for (const { template } of stays)
      for (const [, from = ''] of JSON.stringify(template).matchAll(/"Fn::ImportValue":"([^":]+)/g))
        expect(stays.map(({ name }) => name)).toContain(from);
  }, 60_000);
});

describe('afo destroy', () => {
  it('takes nothing away while a case is open: its contained host could never be given back', async () => {
    const of = deployment();
    const id = await openCase(of);

    const { out, status } = await of.destroy('--yes');

    expect([status, errorOf(out)]).toEqual([
      2,
      expect.objectContaining({
        code: 'cli.cases-open',
        message: expect.stringContaining(id) as unknown,
      }),
    ]);
    expect(of.destroyed).toEqual([]);
  });

  it('takes nothing away while evidence of a closed case is under a legal hold', async () => {
    const of = deployment();
    const id = await closedCaseWithEvidence(of);

    const { out } = await of.destroy('--yes');

    expect(errorOf(out)).toMatchObject({
      code: 'cli.cases-open',
      message: expect.stringContaining(`under a legal hold: ${id}`) as unknown,
    });
    expect(of.destroyed).toEqual([]);
  });

  it('F-63 keeps the stacks that hold evidence and its keys, also where it is told to go on', async () => {
    const of = deployment();
    await openCase(of);

    const { out, status } = await of.destroy('--yes', '--even-with-open-cases', '--prices', PRICES);

    expect(status).toBe(0);
    expect(of.destroyed).toEqual(['afo-prod-network', 'afo-prod-workflow']);
    expect(JSON.parse(out)).toMatchObject({
      destroyed: true,
      stays: ['afo-prod-keys', 'afo-prod-stores'],
      leftBehind: ['afo-prod-network: AWS::Logs::LogGroup One'],
      monthly: { usd: 1 },
    });
  });

  it('says what would go, what stays and what that costs, and does nothing unless told', async () => {
    const of = deployment();

    const { out } = await of.afo('destroy', '--environment', file, '--prices', PRICES);

    expect(out).toContain('afo-prod-workflow');
    expect(out).toContain('what stays costs $1.00 a month');
    expect(out).toContain('nothing was done');
    expect(of.destroyed).toEqual([]);
  });

  it('goes on where every case is closed and nothing is held', async () => {
    const of = deployment();
    await of.afo('case', 'close', await openCase(of), '--force', '--reason', 'it is over');

    expect((await of.destroy('--yes', '--prices', PRICES)).status).toBe(0);
    expect(of.destroyed).not.toEqual([]);
  });

  it.each<[string, () => InMemory]>([
    [
      'another deployment',
      () => {
        const aws = inAws();
        return aws.cloud === undefined
          ? aws
          : { ...aws, cloud: { ...aws.cloud, entriesTable: 'afo-test-entries' } };
      },
    ],
    ['a workstation', () => ({ ports: memoryPorts() })],
  ])('does not take the log of %s for that of the environment', async (_, stack) => {
    const of = deployment(stack());

    const { out, status } = await of.destroy('--yes', '--even-with-open-cases');

    expect([status, errorOf(out)]).toEqual([2, expect.objectContaining({ code: 'cli.usage' })]);
    expect(of.destroyed).toEqual([]);
  });
});
