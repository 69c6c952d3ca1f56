import type { HostChange, HostOrder, HostState, LoggedSetting } from '@afo/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { strictContainment } from '../src/host/changes/options.ts';
import { ec2Changes } from '../src/host/ec2-changes.ts';
import { motoLab } from './moto-host.ts';
import type { MotoHosts } from './moto-host.ts';
import { CASE } from './proof-script.ts';
import { makeServingHost } from './serving-host.ts';

// What moto does not do: it sends no packets and tracks no connections, shows every change at once, and its Auto Scaling
// moves no targets. What follows from that is shown by the model of the case workflow's tests, not here.
describe('when a host that serves is held, and given back, over the wire (moto)', () => {
  const lab = motoLab();
  let hosts: MotoHosts;
  let host: Awaited<ReturnType<typeof makeServingHost>>;
  let order: HostOrder;
  beforeAll(async () => {
    hosts = await lab.open();
    host = await makeServingHost(hosts, lab.config());
    order = { case: CASE, subject: hosts.subject(host.id) };
  });
  afterAll(() => {
    hosts.close();
  });

  const stack = (contain = strictContainment) =>
    ec2Changes({
      callsFor: () => hosts.calls,
      contain,
      now: Date.now,
      sleep: () => Promise.resolve(),
    });

  it.each(['preserve', 'contain'] as const)(
    'reads the world back exactly as it was before %s',
    async (step) => {
      const changes = await stack().changes(step, order);
      const before = await statesOf(changes);

      const settings = await carryOut(changes);
      const held = await statesOf(changes);
      await carryOut(await stack().restorations(settings.reverse(), order));

      expect(held).not.toEqual(before);
      expect(await statesOf(changes)).toEqual(before);
    },
  );

  it('F-26 plans both registrations and the Auto Scaling group of a host, and what they hit', async () => {
    const changes = await stack().changes('preserve', order);

    expect(changes.map(({ planned }) => planned.call)).toEqual([
      'ec2:CreateTags',
      'ec2:ModifyInstanceAttribute',
      'ec2:ModifyInstanceAttribute',
      'ec2:ModifyInstanceAttribute',
      'ec2:ModifyInstanceAttribute',
      'elasticloadbalancing:DeregisterTargets',
      'elasticloadbalancing:DeregisterInstancesFromLoadBalancer',
      'autoscaling:SetInstanceProtection',
      'autoscaling:UpdateAutoScalingGroup',
      'autoscaling:EnterStandby',
    ]);
    expect(changes.at(-1)?.planned.alsoHits.join()).toContain(host.name);
  });

  it('F-21 F-25 F-27 plans every interface, the address, the profile under a path, and names who wears its role', async () => {
    const changes = await stack().changes('contain', order);
    const of = (setting: string) => changes.filter((change) => change.setting === setting);

    expect(new Set(of('eni.groups').map(({ resource }) => resource))).toEqual(
      new Set(host.interfaces),
    );
    expect(of('address.association').map(({ resource }) => resource)).toEqual([host.address]);
    expect(host.profile).toContain('/apps/');
    expect(of('role.session-revocation')[0]).toMatchObject({ resource: host.profile });
    expect(of('role.session-revocation')[0]?.planned.alsoHits.join()).toContain(host.neighbour);
    const { account, partition } = hosts.subject(host.id);
    for (const { planned } of changes) expect(planned.where).toMatchObject({ account, partition });
  });

  it('F-24 plans the way through the open group for IPv6 too, after the quarantine and back into it', async () => {
    const changes = await stack().changes('contain', order);
    const acts = changes.map(({ id }) => id.split('/')[1]);
    const opened = changes.find(({ id }) => id.startsWith('contain/passage.open-outbound/'));

    expect(opened?.planned.parameters).toMatchObject({ outbound: 'all 0.0.0.0/0, all ::/0' });
    expect(acts.slice(0, 15)).toEqual([
      'quarantine.make',
      'quarantine.close',
      'eni.groups',
      'eni.groups',
      'passage.make',
      'passage.ready',
      'passage.open-inbound',
      'passage.open-outbound',
      'passage.enter',
      'passage.leave',
      'passage.enter',
      'passage.leave',
      'passage.close-inbound',
      'passage.close-outbound',
      'address.association',
    ]);
  });

  it('F-20 closes the subnet of an interface whose groups could not be changed, and gives it back', async () => {
    const [eni = ''] = host.interfaces;
    const changed = [
      {
        change: `contain/eni.groups/${eni}`,
        setting: 'eni.groups',
        resource: eni,
        phase: 'failed' as const,
        before: {},
        after: {},
      },
    ];
    const contain = { ...strictContainment, networkAclFallback: true };
    const changes = await stack(contain).changes('contain', { ...order, changed });
    const closing = changes.filter(({ setting }) => setting.endsWith('network-acl'));
    const before = await statesOf(closing);

    const settings = await carryOut(closing);
    await carryOut(await stack().restorations(settings.reverse(), order));

    expect(closing.map(({ setting }) => setting)).toEqual(['network-acl', 'subnet.network-acl']);
    expect(closing[1]?.planned.alsoHits.join()).toContain(host.neighbour);
    expect(await statesOf(closing)).toEqual(before);
  });

  it('leaves no group and no policy of the case behind', async () => {
    const { output } = await hosts.calls.call('ec2:DescribeSecurityGroups', {});
    const names = (output.SecurityGroups ?? []).map(({ GroupName }) => GroupName);
    const policies = await hosts.calls.call('iam:ListRolePolicies', { RoleName: host.name });

    expect(names).toContain(`${host.name}-a`);
    expect(names.filter((name) => name?.includes(CASE))).toEqual([]);
    expect(policies.output.PolicyNames).toEqual(['inline']);
  });
});

const statesOf = async (changes: readonly HostChange[]): Promise<[string, HostState][]> => {
  const states: [string, HostState][] = [];
  for (const change of changes)
    states.push([`${change.setting} ${change.resource}`, await change.read()]);
  return states;
};

/** In order, each read back: what is not in effect is a failure here. Answers with the settings, first change first. */
async function carryOut(changes: readonly HostChange[]): Promise<LoggedSetting[]> {
  const settings: LoggedSetting[] = [];
  for (const change of changes) {
    const { setting, resource, wanted, id } = change;
    const before = await change.read();
    if (!settings.some((one) => one.setting === setting && one.resource === resource))
      settings.push({ setting, resource, before });
    await change.apply();
    expect(await change.read(), id).toMatchObject(wanted);
  }
  return settings;
}
