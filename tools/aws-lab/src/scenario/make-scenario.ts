import { partitionOf } from '../gateway/partition.ts';
import { makeIdentities } from './make-identities.ts';
import { makeInstance } from './make-instances.ts';
import { makeNetwork } from './make-networks.ts';
import { textIn } from './lab-caller.ts';
import type { LabCaller } from './lab-caller.ts';
import type { Making } from './making.ts';
import { Names } from './names.ts';
import type { Scenario } from './scenario-schema.ts';

/** Makes all that a scenario describes, in the order in which one needs the other. @throws Error at the first refusal */
export async function makeScenario(
  caller: LabCaller,
  scenario: Scenario,
  keys: { readonly arns: ReadonlyMap<string, string> },
): Promise<Names> {
  const names = new Names();
  for (const [name, arn] of keys.arns) names.set(`key.${name}`, arn);
  for (const [name, account] of Object.entries(scenario.accounts))
    names.set(`account.${name}`, account);
  const making: Making = {
    caller,
    names,
    place: ({ account, region }) => ({ account: names.id(`account.${account}`), region }),
  };
  await makeIdentities(making, scenario);
  for (const network of scenario.networks) await makeNetwork(making, network);
  await makeGroupsOfInstances(making, scenario);
  for (const instance of scenario.instances) await makeInstance(making, instance);
  await makeFlowLogs(making, scenario);
  await importFindings(making, scenario);
  return names;
}

async function makeGroupsOfInstances(making: Making, scenario: Scenario): Promise<void> {
  const { caller, names } = making;
  for (const group of scenario.scalingGroups) {
    const place = making.place(group);
    const image = await caller.query(place, 'ec2:RegisterImage', { Name: `lab-${group.name}` });
    await caller.query(place, 'autoscaling:CreateLaunchConfiguration', {
      LaunchConfigurationName: group.name,
      ImageId: textIn(image, 'imageId'),
      InstanceType: 't3.micro',
    });
    await caller.query(place, 'autoscaling:CreateAutoScalingGroup', {
      AutoScalingGroupName: group.name,
      LaunchConfigurationName: group.name,
      MinSize: 0,
      MaxSize: group.most,
      DesiredCapacity: 0,
      VPCZoneIdentifier: names.id(`subnet.${group.subnet}`),
    });
  }
  for (const group of scenario.targetGroups) {
    const xml = await caller.query(making.place(group), 'elasticloadbalancing:CreateTargetGroup', {
      Name: group.name,
      Protocol: 'HTTP',
      Port: group.port,
      VpcId: names.id(`network.${group.network}`),
      TargetType: 'instance',
    });
    names.set(`target-group.${group.name}`, textIn(xml, 'TargetGroupArn'));
  }
}

async function makeFlowLogs(making: Making, scenario: Scenario): Promise<void> {
  const { caller, names } = making;
  for (const log of scenario.flowLogs) {
    const place = making.place(log);
    const service = 'logs';
    const call = (target: string, body: object) =>
      caller.json(place, { service, target: `Logs_20140328.${target}` }, body);
    await call('CreateLogGroup', { logGroupName: log.group });
    await call('CreateLogStream', { logGroupName: log.group, logStreamName: 'scripted' });
    await caller.query(place, 'ec2:CreateFlowLogs', {
      ResourceType: 'VPC',
      'ResourceId.1': names.id(`network.${log.network}`),
      TrafficType: 'ALL',
      LogDestinationType: 'cloud-watch-logs',
      LogGroupName: log.group,
      DeliverLogsPermissionArn: `arn:${partitionOf(place.region)}:iam::${place.account}:role/flow-logs`,
    });
    if (log.lines.length > 0)
      await call('PutLogEvents', {
        logGroupName: log.group,
        logStreamName: 'scripted',
        logEvents: log.lines.map((line) => ({
          timestamp: Date.now(),
          message: String(names.fill(line)),
        })),
      });
  }
}

async function importFindings(making: Making, scenario: Scenario): Promise<void> {
  for (const { account, region, finding } of scenario.findings) {
    const answer = await making.caller.json(
      making.place({ account, region }),
      { service: 'securityhub', path: '/findings/import' },
      { Findings: [making.names.fill(finding)] },
    );
    if (!answer.includes('"FailedCount":0')) throw new Error(`a finding was refused: ${answer}`);
  }
}
