import { describe, expect, it } from 'vitest';
import { describedHost, ENI, PROFILE } from './described-host.ts';
import {
  after,
  attached,
  flows,
  groups,
  line,
  prove,
  quarantineGroup,
  WEB,
} from './proof-script.ts';
import { fails } from './scripted-calls.ts';
import type { Script } from './scripted-calls.ts';

describe('when nothing but settings can be read', () => {
  it('F-08 does not call settings a proof, but keeps them', async () => {
    const proof = await prove({});

    expect(proof).toMatchObject({ proven: false, method: 'configuration' });
    expect(proof.records.map(({ name }) => name)).toContain('DescribeSecurityGroups');
  });

  it.each<[string, Script, string]>([
    [
      'an interface is in another group',
      { 'ec2:DescribeNetworkInterfaces': () => attached({ Groups: [WEB] }) },
      'sg-web',
    ],
    [
      'an interface is in another group beside the quarantine',
      {
        'ec2:DescribeNetworkInterfaces': () =>
          attached({ Groups: [{ GroupId: 'sg-quarantine' }, WEB] }),
      },
      'sg-quarantine, sg-web',
    ],
    [
      'an interface that was attached meanwhile is open',
      {
        'ec2:DescribeNetworkInterfaces': () => ({
          NetworkInterfaces: [
            ...attached().NetworkInterfaces,
            { NetworkInterfaceId: 'eni-new', Groups: [WEB] },
          ],
        }),
      },
      'eni-new is in sg-web',
    ],
    [
      'the quarantine is that of another case',
      groups(quarantineGroup({ Tags: [{ Key: 'afo:case', Value: 'another' }] })),
      'not in quarantine alone',
    ],
    [
      'the quarantine lets IPv6 out',
      groups(
        quarantineGroup({
          IpPermissionsEgress: [{ IpProtocol: '-1', Ipv6Ranges: [{ CidrIpv6: '::/0' }] }],
        }),
      ),
      'lets out all ::/0',
    ],
    [
      'an elastic address is left',
      {
        'ec2:DescribeNetworkInterfaces': () =>
          attached({
            PrivateIpAddresses: [
              { Association: { AllocationId: 'eipalloc-1', PublicIp: '203.0.113.9' } },
            ],
          }),
      },
      '203.0.113.9',
    ],
    [
      'the profile is still worn',
      {
        'ec2:DescribeIamInstanceProfileAssociations': () => ({
          IamInstanceProfileAssociations: [
            { State: 'associated', IamInstanceProfile: { Arn: PROFILE } },
          ],
        }),
      },
      PROFILE,
    ],
  ])('F-08 says that the host is not isolated when %s', async (_what, script, word) => {
    const proof = await prove({ ...flows(line('REJECT', after(70))), ...script });

    expect(proof.proven).toBe(false);
    expect(proof.reason).toContain(word);
  });

  it.each<[string, Script, string]>([
    ['is refused', { 'ec2:DescribeSecurityGroups': fails('aws.denied') }, 'aws.denied'],
    [
      'leaves out an interface',
      { 'ec2:DescribeNetworkInterfaces': () => ({ NetworkInterfaces: [] }) },
      `leaves out ${ENI}`,
    ],
    ['leaves out the group', groups(), 'leaves out sg-quarantine'],
  ])('F-08 proves nothing where an answer about settings %s', async (_what, script, word) => {
    const proof = await prove({ ...flows(line('REJECT', after(70))), ...script });

    expect(proof.proven).toBe(false);
    expect(proof.reason).toContain(word);
    expect(proof.records.some(({ name }) => /\((failed|partial)\)$/.test(name))).toBe(true);
  });

  it('knows the profile that the host got in place of its own', async () => {
    const worn = {
      'ec2:DescribeIamInstanceProfileAssociations': () => ({
        IamInstanceProfileAssociations: [
          { State: 'associated' as const, IamInstanceProfile: { Arn: PROFILE } },
        ],
      }),
    };
    const contain = { replacementProfile: 'apps/web' };

    expect((await prove(worn, { contain })).reason).not.toContain('still worn');
  });

  it('proves nothing of an instance that is gone', async () => {
    const gone = {
      'ec2:DescribeInstances': () => describedHost({ State: { Name: 'terminated' } }),
    };
    expect(await prove(gone)).toMatchObject({
      proven: false,
      reason: 'the instance is terminated',
    });
  });
});
