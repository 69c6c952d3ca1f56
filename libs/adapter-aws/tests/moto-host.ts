import {
  EC2Client,
  RunInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import type { RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { startMoto } from '@afo/aws-lab';
import type { Emulator } from '@afo/aws-lab';
import type { InstanceSubject } from '@afo/domain';
import { afterAll, beforeAll } from 'vitest';
import { openHostCalls } from '../src/host/sdk-host-calls.ts';
import { awsIdentity, clientSettings } from '../src/clients.ts';
import type { AwsConfig } from '../src/clients.ts';
import { ACCOUNT, REGION } from './lab.ts';

/** Moto for the tests of a file, with what is needed to make hosts in it. */
export function motoLab() {
  let emulator: Emulator | undefined;
  beforeAll(async () => {
    emulator = await startMoto();
  }, 60_000);
  afterAll(async () => {
    await emulator?.stop();
  });
  const config = (): AwsConfig => {
    if (emulator === undefined) throw new Error('the emulator is not running');
    return {
      region: REGION,
      endpoint: emulator.url,
      credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'lab' },
      attempts: 1,
    };
  };
  return { config, open: () => openMotoHosts(config()) };
}

export type MotoHosts = Awaited<ReturnType<typeof openMotoHosts>>;

async function openMotoHosts(config: AwsConfig) {
  const { account, partition } = await awsIdentity(config);
  const ec2 = new EC2Client(clientSettings(config));
  const iam = new IAMClient(clientSettings(config));
  const calls = openHostCalls(config);
  return {
    calls,
    ec2,
    iam,
    subject: (id: string): InstanceSubject => ({
      kind: 'ec2-instance',
      id,
      account,
      partition,
      region: config.region,
    }),
    /** Runs an instance of an image that moto has from its start; its id. */
    async run(input: Partial<RunInstancesCommandInput> = {}): Promise<string> {
      const { Instances } = await ec2.send(
        new RunInstancesCommand({
          ImageId: 'ami-12c6146b',
          InstanceType: 't3.micro',
          MinCount: 1,
          MaxCount: 1,
          ...input,
        }),
      );
      const id = Instances?.[0]?.InstanceId;
      if (id === undefined) throw new Error('moto ran no instance');
      return id;
    },
    stop: (id: string) => ec2.send(new StopInstancesCommand({ InstanceIds: [id] })),
    terminate: (id: string) => ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] })),
    /** A profile under a path, with a role that has an inline and an attached policy; its ARN. */
    async profile(name: string): Promise<string> {
      const policy = JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' }],
      });
      await iam.send(
        new CreateRoleCommand({
          RoleName: name,
          Path: '/apps/',
          AssumeRolePolicyDocument: policy,
        }),
      );
      await iam.send(
        new PutRolePolicyCommand({
          RoleName: name,
          PolicyName: 'inline',
          PolicyDocument: policy,
        }),
      );
      const managed = await iam.send(
        new CreatePolicyCommand({ PolicyName: `${name}-managed`, PolicyDocument: policy }),
      );
      await iam.send(
        new AttachRolePolicyCommand({ RoleName: name, PolicyArn: managed.Policy?.Arn }),
      );
      const { InstanceProfile } = await iam.send(
        new CreateInstanceProfileCommand({ InstanceProfileName: name, Path: '/apps/' }),
      );
      await iam.send(
        new AddRoleToInstanceProfileCommand({ InstanceProfileName: name, RoleName: name }),
      );
      return InstanceProfile?.Arn ?? '';
    },
    close: () => {
      for (const one of [ec2, iam]) one.destroy();
      calls.close();
    },
  };
}
