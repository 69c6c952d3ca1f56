import { CreateFlowLogsCommand } from '@aws-sdk/client-ec2';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { instantOf } from '@afo/domain';
import type { HostChange, HostControl, HostOrder, LoggedSetting } from '@afo/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientSettings } from '../src/clients.ts';
import { openEc2HostControl } from '../src/host/ec2-host-control.ts';
import type { HostErrand } from '../src/host/ec2-host-control.ts';
import { scriptedCalls } from './scripted-calls.ts';
import { CASE } from './proof-script.ts';
import { motoLab } from './moto-host.ts';
import type { MotoHosts } from './moto-host.ts';

const NOBODY = scriptedCalls({});
const controlOf = (
  callsFor: Parameters<typeof openEc2HostControl>[0]['callsFor'],
  snapshots: readonly HostChange[] = [],
): HostControl =>
  openEc2HostControl({
    callsFor,
    snapshots: () => Promise.resolve(snapshots),
    means: { reachabilityAnalyzer: false },
    now: Date.now,
    sleep: () => Promise.resolve(),
    proofMs: 0,
  });

describe('when the subject is no EC2 instance', () => {
  const control = controlOf(() => NOBODY);
  const subjects = [
    { kind: 'host', id: 'laptop' },
    {
      kind: 'eks-cluster',
      id: 'prod',
      partition: 'test',
      account: '111122223333',
      region: 'eu-central-1',
    },
  ] as const;

  it.each(subjects)('F-08 claims nothing about a $kind', async (subject) => {
    const techniques = await control.preflight(subject);

    expect(techniques.map(({ technique }) => technique)).toEqual([
      'preserve',
      'snapshot',
      'contain',
      'prove',
    ]);
    expect(techniques.some(({ possible }) => possible)).toBe(false);
    expect(await control.prove({ case: CASE, subject })).toMatchObject({ proven: false });
    expect(await control.sources(subject)).toEqual([]);
    expect(NOBODY.made).toEqual([]);
  });

  it.each(subjects)('changes nothing of a $kind', async (subject) => {
    const order = { case: CASE, subject };
    const refused = { code: 'host.unavailable' };

    await expect(control.inventory(subject)).rejects.toMatchObject(refused);
    await expect(control.changes('contain', order)).rejects.toMatchObject(refused);
    await expect(control.restorations([], order)).rejects.toMatchObject(refused);
  });
});

describe('when an instance is worked on over the wire (moto)', () => {
  const lab = motoLab();
  let hosts: MotoHosts;
  let logs: CloudWatchLogsClient;
  beforeAll(async () => {
    hosts = await lab.open();
    logs = new CloudWatchLogsClient(clientSettings(lab.config()));
  });
  afterAll(() => {
    hosts.close();
    logs.destroy();
  });

  async function newCase(): Promise<HostOrder & { readonly control: HostControl }> {
    const profile = { Arn: await hosts.profile(`role-${Date.now()}`) };
    const id = await hosts.run({ IamInstanceProfile: profile });
    return { case: CASE, subject: hosts.subject(id), control: controlOf(() => hosts.calls) };
  }

  it('names each disk as the handover knows it', async () => {
    const { control, subject } = await newCase();

    const [source, ...more] = await control.sources(subject);

    expect(more).toEqual([]);
    expect(source?.kind).toBe('disk');
    expect(source?.uris[0]).toMatch(/^ebs:\d{12}:eu-central-1:vol-[0-9a-f]{17}$/);
    expect(source?.title).toContain(subject.id);
  });

  it('F-08 sees the settings of a contained host as they should be, and still calls it unproven', async () => {
    const { control, ...order } = await newCase();
    const before = await control.prove(order);
    await carryOut(await control.changes('contain', order));

    const after = await control.prove(order);

    expect(before).toMatchObject({ proven: false, method: 'configuration' });
    expect(before.reason).toContain('not in quarantine alone');
    expect(after).toMatchObject({ proven: false, method: 'configuration' });
    expect(after.reason).toContain('all settings are those of the quarantine');
    expect(after.records.length).toBeGreaterThan(2);
  });

  it('proves isolation by flow logs, and takes it back with the first accepted packet', async () => {
    const { control, ...order } = await newCase();
    await carryOut(await control.changes('contain', order));
    const containedAt = instantOf(Date.now() - 600_000);
    const log = await flowLogOf(order.subject.id);

    await log('REJECT');
    const proven = await control.prove({ ...order, containedAt });
    await log('ACCEPT');
    const broken = await control.prove({ ...order, containedAt });

    expect(proven).toMatchObject({ proven: true, method: 'flow-logs' });
    expect(proven.records[0]?.name).toBe('FilterLogEvents');
    expect(broken).toMatchObject({ proven: false, method: 'flow-logs' });
  });

  it('finds nothing isolated any more once the host is released', async () => {
    const { control, ...order } = await newCase();
    const changes = await control.changes('contain', order);
    const settings = await carryOut(changes);
    await carryOut(await control.restorations(settings.reverse(), order));

    expect((await control.prove(order)).reason).toContain('not in quarantine alone');
  });

  /** A flow log of the VPC of a host, which a test writes by itself: moto sends no packets. */
  async function flowLogOf(id: string): Promise<(action: string) => Promise<void>> {
    const { output } = await hosts.calls.call('ec2:DescribeInstances', { InstanceIds: [id] });
    const eni = output.Reservations?.[0]?.Instances?.[0]?.NetworkInterfaces?.[0];
    const names = {
      logGroupName: `flows-${id}`,
      logStreamName: `${eni?.NetworkInterfaceId ?? ''}-all`,
    };
    await logs.send(new CreateLogGroupCommand(names));
    await logs.send(new CreateLogStreamCommand(names));
    await hosts.ec2.send(
      new CreateFlowLogsCommand({
        ResourceIds: [eni?.NetworkInterfaceId ?? ''],
        ResourceType: 'NetworkInterface',
        TrafficType: 'ALL',
        LogGroupName: names.logGroupName,
        DeliverLogsPermissionArn: 'arn:aws:iam::123456789012:role/flows',
      }),
    );
    return async (action) => {
      const start = Math.floor(Date.now() / 1000) - 120;
      const line = `2 1 ${eni?.NetworkInterfaceId ?? ''} 10.0.0.5 198.51.100.7 1 443 6 1 60 ${start} ${start + 59} ${action} OK`;
      await logs.send(
        new PutLogEventsCommand({
          ...names,
          logEvents: [{ timestamp: start * 1000, message: line }],
        }),
      );
    };
  }
});

describe('when calls are made for a case', () => {
  it('enters the account for the step and the case, so that its trail says which', async () => {
    const errands: HostErrand[] = [];
    const control = controlOf((_subject, errand) => {
      errands.push(errand);
      return NOBODY;
    });
    const subject = {
      kind: 'ec2-instance',
      id: 'i-0123456789abcdef0',
      partition: 'test',
      account: '111122223333',
      region: 'eu-central-1',
    } as const;
    const order = { case: CASE, subject };

    await Promise.allSettled([
      control.inventory(subject),
      control.inventory(subject, CASE),
      control.sources(subject, CASE),
      control.preflight(subject, CASE),
      control.prove(order),
    ]);
    await Promise.allSettled([
      control.changes('contain', order),
      control.changes('snapshot', order),
    ]);
    await control.restorations(
      [{ setting: 'eni.groups', resource: 'eni-1', before: { groups: ['web'] } }],
      order,
    );

    expect(errands.map(({ step }) => step)).toEqual([
      'triage',
      'triage',
      'triage',
      'triage',
      'prove',
      'contain',
      'snapshot',
      'release',
    ]);
    expect(errands.map((errand) => errand.case)).toEqual([
      undefined,
      ...Array.from({ length: 7 }, () => CASE),
    ]);
  });
});

/** The least that carries changes out, in order; what each setting was before. The real one is the pipeline's. */
async function carryOut(changes: readonly HostChange[]) {
  const settings: LoggedSetting[] = [];
  for (const change of changes) {
    const { setting, resource } = change;
    const before = await change.read();
    if (!settings.some((one) => one.setting === setting && one.resource === resource))
      settings.push({ setting, resource, before });
    await change.apply();
  }
  return settings;
}
