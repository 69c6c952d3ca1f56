import type { ScenarioInput } from '@afo/aws-lab';
import { appRoles } from '@afo/iam-policies';
import type { AppRole } from '@afo/iam-policies';

/** Accounts and regions of the demo; the numbers are those of AWS's own examples. */
export const PLACES = {
  partition: 'aws',
  forensic: { account: '777788889999', region: 'eu-central-1' },
  member: { account: '111122223333', region: 'eu-west-1' },
} as const;

export const MEMBER_ROLE = 'afo/forensic-member';
export const EXTERNAL_ID = 'lab-external-id';

export const roleOf = (app: AppRole): string => `afo/${app}`;

const shopNetwork: NonNullable<ScenarioInput['networks']>[number] = {
  account: 'member',
  region: PLACES.member.region,
  name: 'shop',
  cidr: '10.20.0.0/16',
  subnets: [{ name: 'front', cidr: '10.20.1.0/24' }],
  groups: [
    {
      name: 'web',
      ingress: [
        { protocol: 'tcp', from: 443, to: 443, cidr: '0.0.0.0/0' },
        { protocol: 'tcp', from: 22, to: 22, cidr: '0.0.0.0/0' },
      ],
    },
    { name: 'inner', ingress: [{ protocol: '-1', cidr: '10.20.0.0/16' }] },
  ],
};

/**
 * A shop front in a member account: two interfaces, an address, a profile under a path that a neighbour wears too, a
 * scaling group and a target group, and a volume under the key of AWS, which cannot be shared.
 */
export const demoScenario = (image: string): ScenarioInput => ({
  accounts: { forensic: PLACES.forensic.account, member: PLACES.member.account },
  region: PLACES.member.region,
  roles: [
    ...appRoles.map((app) => ({ account: 'forensic', name: roleOf(app), trusts: ['forensic'] })),
    { account: 'member', name: MEMBER_ROLE, externalId: EXTERNAL_ID, trusts: ['forensic'] },
  ],
  profiles: [{ account: 'member', name: 'shop', path: '/web/' }],
  keys: [
    { account: 'member', region: PLACES.member.region, name: 'ebs', manager: 'AWS' },
    {
      account: 'member',
      region: PLACES.member.region,
      name: 'handover',
      manager: 'CUSTOMER',
      sharedWith: ['forensic'],
    },
    {
      account: 'forensic',
      region: PLACES.forensic.region,
      name: 'evidence',
      manager: 'CUSTOMER',
    },
  ],
  networks: [shopNetwork],
  scalingGroups: [
    { account: 'member', region: PLACES.member.region, name: 'shop', subnet: 'front', most: 3 },
  ],
  targetGroups: [
    { account: 'member', region: PLACES.member.region, name: 'shop', network: 'shop', port: 443 },
  ],
  instances: [
    {
      account: 'member',
      region: PLACES.member.region,
      name: 'web-01',
      interfaces: [
        { subnet: 'front', groups: ['web', 'inner'], address: true },
        { subnet: 'front', groups: ['inner'] },
      ],
      volumes: [{ device: '/dev/sda1', sizeGiB: 1, image, key: 'ebs' }],
      profile: 'shop',
      scalingGroup: 'shop',
      targetGroups: ['shop'],
      tags: { service: 'shop front' },
    },
    {
      account: 'member',
      region: PLACES.member.region,
      name: 'web-02',
      interfaces: [{ subnet: 'front', groups: ['web'] }],
      volumes: [{ device: '/dev/sda1', sizeGiB: 1 }],
      profile: 'shop',
    },
  ],
  // No packet moves in the lab. The answer is scripted, and says so in the evidence.
  reachability: [{ account: 'member', region: PLACES.member.region, found: false }],
});
