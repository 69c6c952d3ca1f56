import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  DescribeAutoScalingInstancesCommand,
  AutoScalingClient,
} from '@aws-sdk/client-auto-scaling';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { EBSClient, ListSnapshotBlocksCommand } from '@aws-sdk/client-ebs';
import {
  CreateNetworkInsightsPathCommand,
  CreateSnapshotsCommand,
  CreateTagsCommand,
  DeleteNetworkInsightsPathCommand,
  DescribeInstancesCommand,
  DescribeNetworkInsightsAnalysesCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  EC2Client,
  GetConsoleScreenshotCommand,
  StartNetworkInsightsAnalysisCommand,
} from '@aws-sdk/client-ec2';
import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  BatchUpdateFindingsCommand,
  CreateActionTargetCommand,
  DescribeActionTargetsCommand,
  GetFindingsCommand,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import {
  DescribeInstanceInformationCommand,
  GetCommandInvocationCommand,
  SendCommandCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { scenarioSchema, startAwsLab } from '@afo/aws-lab';
import type { AwsLab } from '@afo/aws-lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientSettings } from '../../src/index.ts';

const SHOP = resolve(import.meta.dirname, '../../../../tools/aws-lab/scenarios/web-shop.json');
const REGION = 'eu-central-1';

let lab: AwsLab;
beforeAll(async () => {
  const shop = scenarioSchema.parse(JSON.parse(await readFile(SHOP, 'utf8')));
  lab = await startAwsLab({
    scenario: {
      ...shop,
      reachability: [{ account: 'member', region: REGION, found: false }],
    },
    snapshotLooks: 1,
  });
}, 60_000);
afterAll(() => lab.close());

const settings = (account: string, region = REGION) =>
  clientSettings({
    region,
    endpoint: lab.url,
    attempts: 1,
    credentials: { accessKeyId: lab.id(`account.${account}`), secretAccessKey: 'lab' },
  });

describe('when a scenario has been made', () => {
  it('shows the host with its interfaces, addresses, profile, disks and groups', async () => {
    const ec2 = new EC2Client(settings('member'));
    const { Reservations = [] } = await ec2.send(
      new DescribeInstancesCommand({ InstanceIds: [lab.id('instance.web')] }),
    );

    const [host] = Reservations[0]?.Instances ?? [];
    expect(host?.NetworkInterfaces?.map(({ Groups = [] }) => Groups.length)).toEqual([1, 2]);
    expect(host?.NetworkInterfaces?.[0]?.Association?.PublicIp).toMatch(/^[\d.]+$/);
    expect(host?.IamInstanceProfile?.Arn).toMatch(/:instance-profile\/apps\/shop$/);
    expect(host?.BlockDeviceMappings).toHaveLength(2);
    const { AutoScalingInstances } = await new AutoScalingClient(settings('member')).send(
      new DescribeAutoScalingInstancesCommand({}),
    );
    expect(AutoScalingInstances).toMatchObject([{ InstanceId: lab.id('instance.web') }]);
    const { TargetHealthDescriptions } = await new ElasticLoadBalancingV2Client(
      settings('member'),
    ).send(new DescribeTargetHealthCommand({ TargetGroupArn: lab.id('target-group.shop-https') }));
    expect(TargetHealthDescriptions).toMatchObject([{ Target: { Port: 443 } }]);
  });

  it('shows a host that is stopped as stopped, in its own region alone', async () => {
    const of = async (region: string) => {
      const answer = await new EC2Client(settings('member', region)).send(
        new DescribeInstancesCommand({}),
      );
      return (answer.Reservations ?? [])
        .flatMap(({ Instances = [] }) => Instances)
        .map(({ InstanceId, State }) => [InstanceId, State?.Name]);
    };

    expect(await of('eu-west-1')).toEqual([[lab.id('instance.till'), 'stopped']]);
    expect(await of(REGION)).toHaveLength(2);
  });

  it('has a disk behind every volume, up to the blocks of its snapshot', async () => {
    const ec2 = new EC2Client(settings('member'));
    const { Volumes = [] } = await ec2.send(
      new DescribeVolumesCommand({ VolumeIds: [lab.id('volume.web./dev/xvda')] }),
    );
    const { Snapshots = [] } = await ec2.send(
      new CreateSnapshotsCommand({
        InstanceSpecification: { InstanceId: lab.id('instance.web') },
      }),
    );
    const SnapshotIds = Snapshots.flatMap(({ SnapshotId = '' }) => [SnapshotId]);
    const { Snapshots: done = [] } = await ec2.send(new DescribeSnapshotsCommand({ SnapshotIds }));
    const blocks = await new EBSClient(settings('member')).send(
      new ListSnapshotBlocksCommand({ SnapshotId: SnapshotIds[0] }),
    );

    expect(Volumes[0]).toMatchObject({ Encrypted: true, KmsKeyId: lab.id('key.shop-disks') });
    expect(done.map(({ State }) => State)).toEqual(['completed', 'completed']);
    expect(blocks).toMatchObject({ VolumeSize: 1, BlockSize: 524_288 });
  });

  it('tells of a key who manages it, as that decides about sharing', async () => {
    const managers = await Promise.all(
      [
        ['shop-disks', REGION],
        ['default-disks', 'eu-west-1'],
      ].map(async ([name, region]) => {
        const kms = new KMSClient(settings('member', region));
        const KeyId = lab.id(`key.${String(name)}`);
        return (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.KeyManager;
      }),
    );

    expect(managers).toEqual(['CUSTOMER', 'AWS']);
  });

  it('has the flow logs of the scenario, in a stream that says where they come from', async () => {
    const { events } = await new CloudWatchLogsClient(settings('member')).send(
      new FilterLogEventsCommand({ logGroupName: 'shop-flow-logs', filterPattern: 'ACCEPT' }),
    );

    expect(events).toMatchObject([{ logStreamName: 'scripted' }]);
    expect(events?.[0]?.message).toContain(lab.id('interface.web.0'));
  });
});

describe('when Security Hub is written back to', () => {
  const finding = {
    Id: 'lab/finding/1',
    ProductArn: `arn:aws:securityhub:${REGION}::product/aws/guardduty`,
  };

  it('updates what is there, and names what is not', async () => {
    const hub = new SecurityHubClient(settings('security'));
    const missing = { ...finding, Id: 'none' };

    const answer = await hub.send(
      new BatchUpdateFindingsCommand({
        FindingIdentifiers: [finding, missing],
        Workflow: { Status: 'NOTIFIED' },
        Note: { Text: 'A case is open.', UpdatedBy: 'afo' },
      }),
    );

    expect(answer.UnprocessedFindings).toMatchObject([
      { FindingIdentifier: missing, ErrorCode: 'FindingNotFound' },
    ]);
    const { Findings } = await hub.send(
      new GetFindingsCommand({ Filters: { Id: [{ Value: finding.Id, Comparison: 'EQUALS' }] } }),
    );
    expect(Findings).toMatchObject([
      { Workflow: { Status: 'NOTIFIED' }, Note: { Text: 'A case is open.' } },
    ]);
  });

  it('has a custom action once', async () => {
    const hub = new SecurityHubClient(settings('security'));
    const action = { Name: 'Investigate', Description: 'Opens a case.', Id: 'AfoInvestigate' };
    const { ActionTargetArn } = await hub.send(new CreateActionTargetCommand(action));

    await expect(hub.send(new CreateActionTargetCommand(action))).rejects.toMatchObject({
      name: 'ResourceConflictException',
    });
    const { ActionTargets } = await hub.send(new DescribeActionTargetsCommand({}));
    expect(ActionTargets).toMatchObject([{ ActionTargetArn, Name: 'Investigate' }]);
  });

  it('refuses a filter that it does not know instead of leaving it out', async () => {
    const hub = new SecurityHubClient(settings('security'));
    const Filters = { Title: [{ Value: 'x', Comparison: 'EQUALS' as const }] };

    await expect(hub.send(new GetFindingsCommand({ Filters }))).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
  });
});

describe('when a host has no agent', () => {
  it('is not in the list of SSM, and no command seems to have run on it', async () => {
    const ssm = new SSMClient(settings('member'));
    const InstanceIds = [lab.id('instance.web')];
    const document = { DocumentName: 'AWS-RunShellScript', Parameters: { commands: ['true'] } };

    const listed = await ssm.send(new DescribeInstanceInformationCommand({}));

    expect(listed.InstanceInformationList).toEqual([]);
    await expect(
      ssm.send(new SendCommandCommand({ ...document, InstanceIds })),
    ).rejects.toMatchObject({ name: 'InvalidInstanceId' });
    await expect(
      ssm.send(
        new GetCommandInvocationCommand({
          CommandId: '00000000-0000-0000-0000-000000000000',
          InstanceId: InstanceIds[0],
        }),
      ),
    ).rejects.toMatchObject({ name: 'InvocationDoesNotExist' });
  });

  it('has no picture of its console where the scenario has none', async () => {
    const InstanceId = lab.id('instance.web');

    await expect(
      new EC2Client(settings('member')).send(new GetConsoleScreenshotCommand({ InstanceId })),
    ).rejects.toMatchObject({ name: 'UnsupportedOperation' });
  });
});

describe('when the way to a host is analysed', () => {
  const path = () =>
    new CreateNetworkInsightsPathCommand({
      Source: lab.id('internet-gateway.shop'),
      Destination: lab.id('interface.web.0'),
      Protocol: 'tcp',
      ClientToken: 'once',
    });

  it('gives what the scenario says, marked as such, and forgets the path when told', async () => {
    const ec2 = new EC2Client(settings('member'));
    const { NetworkInsightsPath } = await ec2.send(path());
    const { NetworkInsightsPathId = '' } = NetworkInsightsPath ?? {};
    const begun = await ec2.send(
      new StartNetworkInsightsAnalysisCommand({ NetworkInsightsPathId, ClientToken: 'once' }),
    );
    const { NetworkInsightsAnalysisId = '' } = begun.NetworkInsightsAnalysis ?? {};

    const answer = await ec2.send(
      new DescribeNetworkInsightsAnalysesCommand({
        NetworkInsightsAnalysisIds: [NetworkInsightsAnalysisId],
      }),
    );

    expect(begun.NetworkInsightsAnalysis).not.toHaveProperty('NetworkPathFound');
    expect(answer.NetworkInsightsAnalyses).toMatchObject([
      {
        ...{ Status: 'succeeded', NetworkPathFound: false },
        Tags: [{ Key: 'lab', Value: 'scripted' }],
      },
    ]);
    await ec2.send(new DeleteNetworkInsightsPathCommand({ NetworkInsightsPathId }));
    await expect(
      ec2.send(new DeleteNetworkInsightsPathCommand({ NetworkInsightsPathId })),
    ).rejects.toMatchObject({ name: 'InvalidNetworkInsightsPathId.NotFound' });
  });

  it('is refused where the scenario says nothing', async () => {
    const elsewhere = new EC2Client(settings('member', 'eu-west-1'));

    await expect(elsewhere.send(path())).rejects.toMatchObject({ name: 'UnsupportedOperation' });
  });
});

describe('when somebody asks what was done to a host', () => {
  it('finds the changes that went through the lab, newest first, and no looks', async () => {
    const web = lab.id('instance.web');
    const credentials = lab.credentials('member', 'afo/agent', { name: 'agent', region: REGION });
    const ec2 = new EC2Client({ ...settings('member'), credentials });
    await ec2.send(new CreateTagsCommand({ Resources: [web], Tags: [{ Key: 'a', Value: 'b' }] }));
    await ec2.send(new DescribeInstancesCommand({ InstanceIds: [web] }));

    const { Events = [] } = await new CloudTrailClient(settings('member')).send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: web }],
      }),
    );

    expect(Events[0]).toMatchObject({ EventName: 'CreateTags', Username: 'agent' });
    expect(Events.map(({ EventName }) => EventName)).not.toContain('DescribeInstances');
  });
});

describe('when a dry run is judged by the record', () => {
  it('shows every change with who made it, where and with what, and nothing of the set-up', () => {
    const calls = lab.calls();
    const changes = calls.filter(({ changing }) => changing);

    expect(changes.map(({ operation }) => operation)).toContain('CreateTags');
    expect(changes.map(({ operation }) => operation)).not.toContain('RunInstances');
    expect(changes.find(({ operation }) => operation === 'CreateTags')).toMatchObject({
      ...{ service: 'ec2', region: REGION, status: 200 },
      principal: { account: lab.id('account.member'), role: 'afo/agent' },
      parameters: { ResourceId: [lab.id('instance.web')] },
    });
    expect(calls.map(({ number }) => number)).toEqual(
      calls.map(({ number }) => number).toSorted((one, other) => one - other),
    );
  });
});
