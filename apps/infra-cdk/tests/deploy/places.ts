import { deployedNames, readEnvironment } from '@afo/deployment';
import type { ScenarioInput } from '@afo/aws-lab';

export const FORENSIC = { account: '777788889999', region: 'eu-central-1' } as const;
const MEMBER = { account: '111122223333', region: 'eu-west-1' } as const;
const EXTERNAL_ID = 'external-id-of-the-lab';

/** As small as a file of an environment can be: what is deployed are the defaults. */
export const environment = readEnvironment(
  JSON.stringify({
    name: 'lab',
    forensic: FORENSIC,
    applications: { accounts: [MEMBER.account], externalId: EXTERNAL_ID },
    notifications: { emails: ['forensics@example.com'] },
  }),
  'the environment of the lab',
);

export const names = deployedNames(environment);

const inMember = { account: 'member', region: MEMBER.region };
const host = (name: string) => ({
  ...inMember,
  name,
  interfaces: [{ subnet: 'front', groups: ['web'] }],
  volumes: [{ device: '/dev/sda1', sizeGiB: 1 }],
});

/** An application account with two hosts, and the role that the forensic account takes there. */
export const scenario: ScenarioInput = {
  accounts: { forensic: FORENSIC.account, member: MEMBER.account },
  region: MEMBER.region,
  roles: [
    {
      account: 'member',
      name: environment.applications.role,
      externalId: EXTERNAL_ID,
      trusts: ['forensic'],
    },
  ],
  networks: [
    {
      ...inMember,
      name: 'shop',
      cidr: '10.20.0.0/16',
      subnets: [{ name: 'front', cidr: '10.20.1.0/24' }],
      groups: [
        { name: 'web', ingress: [{ protocol: 'tcp', from: 443, to: 443, cidr: '0.0.0.0/0' }] },
      ],
    },
  ],
  instances: [host('web'), host('shop')],
};

/** What Security Hub sends when a person has chosen a custom action for a finding about a host. */
export function orderOf(action: string, instance: string): object {
  const { account, region } = MEMBER;
  const at = '2026-01-02T03:04:05.000Z';
  return {
    actionName: action,
    actionDescription: action,
    findings: [
      {
        SchemaVersion: '2018-10-08',
        Id: `arn:aws:guardduty:${region}:${account}:detector/d/finding/${instance}`,
        ProductArn: `arn:aws:securityhub:${region}::product/aws/guardduty`,
        ProductName: 'GuardDuty',
        GeneratorId: 'd',
        AwsAccountId: account,
        Region: region,
        Types: ['TTPs/Command and Control/CryptoCurrency:EC2-BitcoinTool.B!DNS'],
        CreatedAt: at,
        UpdatedAt: at,
        Severity: { Label: 'HIGH', Normalized: 70 },
        Title: 'The instance asks for a name of cryptocurrency mining',
        Description: 'Sample finding of a test',
        Resources: [
          {
            Type: 'AwsEc2Instance',
            Id: `arn:aws:ec2:${region}:${account}:instance/${instance}`,
            Partition: 'aws',
            Region: region,
          },
        ],
        RecordState: 'ACTIVE',
        WorkflowState: 'NEW',
        Workflow: { Status: 'NEW' },
      },
    ],
  };
}
