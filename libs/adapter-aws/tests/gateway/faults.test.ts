import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateVpcCommand,
  DescribeInstancesCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ListDocumentsCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { securityHubDesk } from '@afo/aws-lab';
import type { LabFaultKind } from '@afo/aws-lab';
import { afterEach, describe, expect, it } from 'vitest';
import { awsFailureOf } from '../../src/index.ts';
import type { AwsFailure } from '../../src/index.ts';
import { gateway } from './gateway.ts';

const lab = gateway({ desks: () => [securityHubDesk()] });
afterEach(() => {
  lab.now().setFaults([]);
});

const asks: Readonly<Record<string, () => Promise<unknown>>> = {
  ec2: () => new EC2Client(lab.client()).send(new DescribeInstancesCommand({})),
  iam: () => new IAMClient(lab.client()).send(new ListRolesCommand({})),
  sts: () => new STSClient(lab.client()).send(new GetCallerIdentityCommand({})),
  autoscaling: () =>
    new AutoScalingClient(lab.client()).send(new DescribeAutoScalingGroupsCommand({})),
  s3: () => new S3Client(lab.client()).send(new ListBucketsCommand({})),
  dynamodb: () => new DynamoDBClient(lab.client()).send(new ListTablesCommand({})),
  kms: () => new KMSClient(lab.client()).send(new ListKeysCommand({})),
  sqs: () => new SQSClient(lab.client()).send(new ListQueuesCommand({})),
  states: () => new SFNClient(lab.client()).send(new ListStateMachinesCommand({})),
  ssm: () => new SSMClient(lab.client()).send(new ListDocumentsCommand({})),
  securityhub: () => new SecurityHubClient(lab.client()).send(new GetFindingsCommand({})),
};

const failures = {
  throttle: 'aws.throttled',
  'internal-error': 'aws.unavailable',
  unavailable: 'aws.unavailable',
  'expired-token': 'aws.expired',
  'access-denied': 'aws.denied',
  'cut-body': 'aws.unavailable',
  'lost-answer': 'aws.unavailable',
} as const satisfies Partial<Record<LabFaultKind, AwsFailure>>;

describe.each(Object.entries(asks))('when %s fails', (service, ask) => {
  it.each(Object.entries(failures))('%s is told as it is: %s', async (kind, failure) => {
    lab.now().setFaults([{ kind: kind as keyof typeof failures, service }]);

    const error: unknown = await ask().then(
      () => 'it succeeded',
      (reason: unknown) => reason,
    );

    expect(awsFailureOf(error)).toBe(failure);
    expect(lab.now().calls().at(-1)).toMatchObject({ service, fault: kind });
  });
});

describe('when faults are chosen', () => {
  const vpcs = () => new EC2Client(lab.client()).send(new DescribeVpcsCommand({}));
  const outcomes = async (count: number): Promise<string> => {
    let text = '';
    for (let at = 0; at < count; at += 1)
      text += await vpcs().then(
        () => '.',
        () => 'x',
      );
    return text;
  };

  it('strikes the calls that were meant and no others', async () => {
    lab.now().setFaults([{ kind: 'throttle', operation: 'DescribeVpcs', nth: [2, 4] }]);

    expect(await outcomes(5)).toBe('.x.x.');
    await expect(asks['ec2']?.()).resolves.toBeDefined();
  });

  it('strikes the same calls again with the same seed', async () => {
    const rule = { kind: 'throttle', probability: 0.3 } as const;
    lab.now().setFaults([rule], 7);
    const first = await outcomes(30);
    lab.now().setFaults([rule], 7);

    expect(await outcomes(30)).toBe(first);
    expect(first).toMatch(/^(?=.*x)(?=.*\.)/);
  });

  it('carries a call out although its answer is lost', async () => {
    const ec2 = new EC2Client({ ...lab.client(), region: 'eu-west-3' });
    const count = async () => (await ec2.send(new DescribeVpcsCommand({}))).Vpcs?.length ?? 0;
    const before = await count();
    lab.now().setFaults([{ kind: 'lost-answer', operation: 'CreateVpc' }]);

    await expect(ec2.send(new CreateVpcCommand({ CidrBlock: '10.9.0.0/16' }))).rejects.toThrow();

    expect(await count()).toBe(before + 1);
  });

  it('shows for a while what was there before a change, as AWS may', async () => {
    const ec2 = new EC2Client({ ...lab.client(), region: 'eu-west-2' });
    const count = async () => (await ec2.send(new DescribeVpcsCommand({}))).Vpcs?.length ?? 0;
    const before = await count();
    lab.now().setFaults([{ kind: 'stale', operation: 'DescribeVpcs', times: 2 }]);
    await ec2.send(new CreateVpcCommand({ CidrBlock: '10.8.0.0/16' }));

    expect([await count(), await count(), await count()]).toEqual([before, before, before + 1]);
  });

  it('answers with nothing where an empty answer is wanted, and not with an error', async () => {
    lab.now().setFaults([{ kind: 'empty-answer' }]);

    expect(await vpcs()).not.toHaveProperty('Vpcs');
    expect(await asks['dynamodb']?.()).not.toHaveProperty('TableNames');
  });

  it('never answers where a call is to hang, and the client gives up by its own time', async () => {
    lab.now().setFaults([{ kind: 'hung', service: 'sts' }]);
    const sts = new STSClient({
      ...lab.client(),
      requestHandler: { requestTimeout: 300, throwOnRequestTimeout: true },
    });

    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    expect(lab.now().calls().at(-1)).toMatchObject({ fault: 'hung', status: 0 });
  });

  it('drops a body slowly and whole', async () => {
    lab.now().setFaults([{ kind: 'slow-body', operation: 'DescribeVpcs' }]);
    const begun = performance.now();

    expect((await vpcs()).Vpcs?.length).toBeGreaterThan(0);
    expect(performance.now() - begun).toBeGreaterThan(800);
  });
});
