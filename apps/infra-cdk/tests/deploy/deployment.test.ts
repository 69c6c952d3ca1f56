import { jobMetrics, programSettings, queueSettings } from '@afo/deployment';
import { Stack } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { functions } from '../../src/programs/functions.ts';
import { labApp } from './cdk.ts';
import { until } from './forensic-account.ts';
import type { Entry } from './forensic-account.ts';
import { isDeployed, leftOutResources, leftOutStacks } from './left-out.ts';
import { FORENSIC, names, orderOf } from './places.ts';
import { deployedStand } from './stand.ts';
import type { Stand } from './stand.ts';

// The stacks from finding to case, deployed to an emulator by the CDK's own command line, with the bundles that are
// deployed to AWS. Each test goes on where the one before has ended.

let stand: Stand;
beforeAll(async () => {
  stand = await deployedStand();
}, 180_000);
afterAll(() => stand.close());

const functionSchema = z.object({
  Handler: z.string(),
  Runtime: z.string(),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
});
const arnsSchema = z.object({ Keys: z.array(z.object({ KeyArn: z.string() })) });
const stateSchema = z.object({ KeyMetadata: z.object({ KeyState: z.string() }) });

const functionPath = (name: string): string => `/2015-03-31/functions/${names.prefix}-${name}`;
const keyArns = async (): Promise<readonly string[]> =>
  (await stand.account.ask('kms:ListKeys', {}, arnsSchema)).Keys.map(({ KeyArn }) => KeyArn);
const stateOf = async (KeyId: string): Promise<string> =>
  (await stand.account.ask('kms:DescribeKey', { KeyId }, stateSchema)).KeyMetadata.KeyState;
const typesOf = (entries: readonly Entry[]): readonly string[] => entries.map(({ type }) => type);
const executionOf = (caseId: string): string =>
  `arn:aws:states:${FORENSIC.region}:${FORENSIC.account}:execution:${names.stateMachine}:${caseId}`;
const statusOf = async (caseId: string): Promise<string> => {
  const execution = { executionArn: executionOf(caseId) };
  const schema = z.object({ status: z.string() });
  return (await stand.account.ask('states:DescribeExecution', execution, schema)).status;
};

describe('what the emulator is spared', () => {
  it('is named, stack by stack and type by type, and nothing is named that is not there', () => {
    const { app, left } = labApp();
    const endOf = (stackName: string): string => stackName.slice(names.prefix.length + 1);
    const all = app.node.children.filter((child) => child instanceof Stack);
    const ends = all.map(({ stackName }) => endOf(stackName));

    expect([...left].sort()).toEqual(Object.keys(leftOutResources).sort());
    expect(ends.filter((end) => !isDeployed(`-${end}`)).sort()).toEqual(
      Object.keys(leftOutStacks).sort(),
    );
    expect(stand.stacks.map(endOf).sort()).toEqual([
      'keys',
      'network',
      'queue',
      'stores',
      'workflow',
    ]);
  });
});

describe('a deployed function', () => {
  it.each(Object.entries(functions))(
    '%s has the handler of its export, and an environment that its program reads, with keys that are there',
    async (name, { export: exported, usesQueue }) => {
      const told = await stand.account.rest('lambda', `GET ${functionPath(name)}/configuration`);
      const { Environment, Handler, Runtime } = functionSchema.parse(JSON.parse(told));

      expect([Handler, Runtime]).toEqual([`main.${exported}`, 'nodejs24.x']);
      const settings = programSettings.parse({
        ...Environment.Variables,
        AWS_REGION: FORENSIC.region,
      });
      expect(await keyArns()).toEqual(
        expect.arrayContaining([
          settings.AFO_SIGNING_KEY,
          settings.AFO_EVIDENCE_KEY,
          settings.AFO_SNAPSHOT_KEY,
        ]),
      );
      if (usesQueue)
        expect(queueSettings.parse(Environment.Variables).AFO_REDIS_URL).toMatch(/^rediss:/);
    },
  );
});

// Each step of a workflow starts a program on this machine, which may be busy.
const PATIENCE = 150_000;

describe('a finding that cannot be worked on', { timeout: PATIENCE }, () => {
  it('is tried five times while the vault has no Object Lock, and then lies whole in the dead-letter queue', async () => {
    const { account } = stand;
    const QueueUrl = account.queueUrl(names.findingsQueue);
    // Twelve minutes as it is deployed, which nobody waits for five times; longer than a try takes, or tries overlap.
    await account.tell('sqs:SetQueueAttributes', {
      QueueUrl,
      Attributes: { VisibilityTimeout: '5' },
    });

    await account.send(orderOf('Forensic Triage', 'i-0123456789abcdef0'));
    await until(
      () => account.waitingIn(names.findingsDeadLetters),
      (waiting) => waiting === 1,
    );

    const message = z.object({ Messages: z.array(z.object({ Body: z.string() })).length(1) });
    const dead = { QueueUrl: account.queueUrl(names.findingsDeadLetters), VisibilityTimeout: 0 };
    const { Messages } = await account.ask('sqs:ReceiveMessage', dead, message);
    expect(Messages[0]?.Body).toContain('i-0123456789abcdef0');
    expect(await account.logOf('finding-ingestor')).toContain(
      'ObjectLockConfigurationNotFoundError',
    );
    expect(await account.entriesOf('i-0123456789abcdef0')).toEqual([]);
  });
});

describe('an order in Security Hub', { timeout: PATIENCE }, () => {
  beforeAll(async () => {
    const { account } = stand;
    // What the emulator's CloudFormation drops in silence; AWS takes both from the template.
    await account.rest(
      's3',
      `PUT /${names.vaultBucket}?object-lock`,
      '<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>',
    );
    for (const TableName of [names.entriesTable, names.casesTable])
      await account.tell('dynamodb:UpdateContinuousBackups', {
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      });
  });

  it('to isolate becomes a case, its host is looked at through the role of its account, and its workflow waits for people', async () => {
    const { account, lab } = stand;
    const instance = lab.id('instance.web');

    await account.send(orderOf('Forensic Isolation', instance));
    const entries = await until(
      () => account.entriesOf(instance),
      (seen) => seen.some(({ type }) => type === 'authorisation.pending'),
    );

    expect(typesOf(entries)).toEqual(
      expect.arrayContaining([
        'case.opened',
        'finding.attached',
        'evidence.sealed',
        'inventory.recorded',
        'plan.made',
        'checkpoint.signed',
        'notification.sent',
      ]),
    );
    expect(await statusOf(entries[0]?.case ?? '')).toBe('RUNNING');
    expect(
      lab.calls().filter(({ operation, status }) => operation === 'AssumeRole' && status === 200),
    ).not.toEqual([]);
  });

  it('to triage goes on into the queue, by TLS and the deployed password, and its jobs are counted for forensic hosts', async () => {
    const { account, lab } = stand;
    const instance = lab.id('instance.shop');

    const waiting = async (): Promise<number> => {
      await account.rest('lambda', `POST ${functionPath('count-jobs')}/invocations`, '{}');
      const counted = new RegExp(`"${jobMetrics.waiting}":(\\d+)`, 'g');
      return Number([...(await account.logOf('count-jobs')).matchAll(counted)].at(-1)?.[1]);
    };
    const before = await waiting();

    await account.send(orderOf('Forensic Triage', instance));
    await until(
      () => account.entriesOf(instance),
      (seen) =>
        seen.some(({ body, type }) => type === 'step.succeeded' && body['step'] === 'snapshot'),
    );

    expect(await until(waiting, (now) => now > before)).toBeGreaterThan(before);
  });

  it('that makes no sense is no failure: it is kept as a rejection', async () => {
    const { account } = stand;
    const dead = await account.waitingIn(names.findingsDeadLetters);

    await account.send({ actionName: 'Forensic Triage', findings: 'none' });
    await until(
      () => account.rest('s3', `GET /${names.rejectedBucket}?list-type=2`),
      (list) => list.includes('<Key>'),
    );

    expect(await account.waitingIn(names.findingsQueue)).toBe(0);
    expect(await account.waitingIn(names.findingsDeadLetters)).toBe(dead);
  });
});

describe('a workflow that is stopped from outside', { timeout: PATIENCE }, () => {
  it('is told to its case, and not only to whoever stopped it', async () => {
    const { account, lab } = stand;
    const instance = lab.id('instance.web');
    const [opened] = await account.entriesOf(instance);

    await account.tell('states:StopExecution', {
      executionArn: executionOf(opened?.case ?? ''),
    });

    const entries = await until(
      () => account.entriesOf(instance),
      (seen) => seen.some(({ type }) => type === 'note.added'),
    );
    expect(JSON.stringify(entries.filter(({ type }) => type === 'note.added'))).toMatch(/ABORTED/i);
  });
});

describe('a second deployment', { timeout: PATIENCE }, () => {
  it('finds no difference, from templates that were made anew', async () => {
    const { cdk, stacks, synthesise } = stand;
    const templates = synthesise();

    const diff = await cdk(templates, 'diff', '--fail', ...stacks);
    const deployed = await cdk(templates, 'deploy', '--require-approval', 'never', ...stacks);

    expect(diff).toContain('Number of stacks with differences: 0');
    expect(stacks.filter((name) => !deployed.includes(`${name} (no changes)`))).toEqual([]);
  });
});

describe('F-63 an uninstallation', { timeout: PATIENCE }, () => {
  it('is refused where it would take evidence, and takes neither vault nor log nor keys when that is lifted', async () => {
    const { account, cdk, lab, stacks, synthesise } = stand;
    const templates = synthesise();
    const keys = await keyArns();
    const evidence = await account.rest(
      's3',
      `GET /${names.vaultBucket}?list-type=2&prefix=cases/`,
    );

    await expect(cdk(templates, 'destroy', '--force', ...stacks)).rejects.toThrow(
      /TerminationProtection/,
    );
    for (const StackName of stacks)
      await account.query('cloudformation:UpdateTerminationProtection', {
        StackName,
        EnableTerminationProtection: 'false',
      });
    await cdk(templates, 'destroy', '--force', ...stacks);

    await expect(account.rest('lambda', `GET ${functionPath('call-step')}`)).rejects.toThrow(
      / 404 /,
    );
    expect(await keyArns()).toEqual(keys);
    // A key that waits for its deletion would be listed too.
    expect(new Set(await Promise.all(keys.map(stateOf)))).toEqual(new Set(['Enabled']));
    expect(evidence).toContain('<Key>');
    expect(await account.rest('s3', `GET /${names.vaultBucket}?list-type=2&prefix=cases/`)).toBe(
      evidence,
    );
    expect(await account.entriesOf(lab.id('instance.web'))).not.toEqual([]);
  });
});
