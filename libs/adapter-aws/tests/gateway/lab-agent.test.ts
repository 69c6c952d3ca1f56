import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CancelCommandCommand,
  DescribeInstanceInformationCommand,
  GetCommandInvocationCommand,
  SendCommandCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import type { SendCommandCommandInput } from '@aws-sdk/client-ssm';
import { startAwsLab } from '@afo/aws-lab';
import type { AwsLab, LabAgent } from '@afo/aws-lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientSettings } from '../../src/index.ts';

const REGION = 'eu-central-1';
const at = { account: 'member', region: REGION };
const host = {
  ...at,
  interfaces: [{ subnet: 'one', groups: ['open'] }],
  volumes: [{ device: '/dev/xvda', sizeGiB: 1 }],
};

/** Runs scripts on this machine, as the agent of a lab host does on that. */
const agent: LabAgent = {
  platform: 'Debian GNU/Linux',
  platformVersion: '12',
  run: (script, signal) =>
    new Promise((resolve) => {
      const child = execFile('/bin/sh', ['-c', script], { signal }, (_, stdout, stderr) => {
        resolve({ code: child.exitCode ?? 255, stdout, stderr });
      });
    }),
};

let lab: AwsLab;
beforeAll(async () => {
  lab = await startAwsLab({
    scenario: {
      accounts: { member: '444455556666' },
      region: REGION,
      networks: [
        {
          ...{ ...at, name: 'net', cidr: '10.1.0.0/16' },
          subnets: [{ name: 'one', cidr: '10.1.1.0/24' }],
          groups: [{ name: 'open' }],
        },
      ],
      instances: [
        { ...host, name: 'watched' },
        { ...host, name: 'silent' },
      ],
    },
    agents: { watched: agent },
  });
}, 60_000);
afterAll(() => lab.close());

const ssm = () =>
  new SSMClient(
    clientSettings({
      region: REGION,
      endpoint: lab.url,
      attempts: 1,
      credentials: { accessKeyId: lab.id('account.member'), secretAccessKey: 'lab' },
    }),
  );

const send = (commands: string[], change: Partial<SendCommandCommandInput> = {}) =>
  ssm().send(
    new SendCommandCommand({
      DocumentName: 'AWS-RunShellScript',
      InstanceIds: [lab.id('instance.watched')],
      Parameters: { commands },
      ...change,
    }),
  );

async function ended(CommandId: string | undefined) {
  const InstanceId = lab.id('instance.watched');
  for (let looks = 0; looks < 200; looks += 1) {
    const found = await ssm().send(new GetCommandInvocationCommand({ CommandId, InstanceId }));
    if (found.Status !== 'InProgress') return found;
    await sleep(25);
  }
  throw new Error('the command did not end');
}

describe('when a host of the lab has an agent', () => {
  it('is the only one in the list', async () => {
    const { InstanceInformationList } = await ssm().send(
      new DescribeInstanceInformationCommand({}),
    );

    expect(InstanceInformationList).toMatchObject([
      { InstanceId: lab.id('instance.watched'), PingStatus: 'Online', PlatformType: 'Linux' },
    ]);
  });

  it('runs a command for real, and tells its output and its exit status as they were', async () => {
    const { Command } = await send(['echo out', 'echo err >&2', 'exit 3']);

    expect(await ended(Command?.CommandId)).toMatchObject({
      ...{ Status: 'Failed', ResponseCode: 3 },
      ...{ StandardOutputContent: 'out\n', StandardErrorContent: 'err\n' },
    });
  });

  it('cuts an output where AWS cuts it', async () => {
    const { Command } = await send(['yes | head -c 30000']);

    const { StandardOutputContent, Status } = await ended(Command?.CommandId);

    expect(Status).toBe('Success');
    expect(StandardOutputContent).toHaveLength(24_000);
  });

  it('says that a command was ended by its time, or by somebody, and not that it succeeded', async () => {
    const late = await send(['sleep 30'], {
      Parameters: { commands: ['sleep 30'], executionTimeout: ['1'] },
    });
    const unwanted = await send(['sleep 30']);
    await ssm().send(new CancelCommandCommand({ CommandId: unwanted.Command?.CommandId }));

    expect(await ended(late.Command?.CommandId)).toMatchObject({ Status: 'TimedOut' });
    expect(await ended(unwanted.Command?.CommandId)).toMatchObject({ Status: 'Cancelled' });
  });

  it('does not help its neighbour without one, nor another document', async () => {
    const InstanceIds = [lab.id('instance.watched'), lab.id('instance.silent')];

    await expect(send(['true'], { InstanceIds })).rejects.toMatchObject({
      name: 'InvalidInstanceId',
    });
    await expect(send(['true'], { DocumentName: 'Own' })).rejects.toMatchObject({
      name: 'InvalidDocument',
    });
  });
});
