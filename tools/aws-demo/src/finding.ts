import { PLACES } from './scenario.ts';

/**
 * A finding of GuardDuty in Security Hub for which a person has chosen the custom action "Forensic Isolation", as
 * EventBridge delivers it.
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html
 */
export function isolationOrder(instanceId: string) {
  return {
    ...PLACES.member,
    source: 'aws.securityhub',
    type: 'Security Hub Findings - Custom Action',
    detail: {
      actionName: 'Forensic Isolation',
      actionDescription: 'Open a forensic case and isolate the resource',
      findings: [findingOf(instanceId, new Date().toISOString())],
    },
  };
}

function findingOf(instanceId: string, at: string): object {
  const { partition, member } = PLACES;
  const { account, region } = member;
  const detector = `arn:${partition}:guardduty:${region}:${account}:detector/12abc34d567e8fa901bc2d34e56789f0`;
  return {
    SchemaVersion: '2018-10-08',
    Id: `${detector}/finding/16afba5c5c43e07c9e3e5e2e544e95df`,
    ProductArn: `arn:${partition}:securityhub:${region}::product/aws/guardduty`,
    ProductName: 'GuardDuty',
    GeneratorId: detector,
    AwsAccountId: account,
    Region: region,
    Types: ['TTPs/Command and Control/CryptoCurrency:EC2-BitcoinTool.B!DNS'],
    CreatedAt: at,
    UpdatedAt: at,
    Severity: { Label: 'HIGH', Normalized: 70 },
    Title: `The EC2 instance ${instanceId} is querying a domain name of cryptocurrency mining.`,
    Description: 'Sample finding of a demonstration.',
    Resources: [
      {
        Type: 'AwsEc2Instance',
        Id: `arn:${partition}:ec2:${region}:${account}:instance/${instanceId}`,
        Partition: partition,
        Region: region,
      },
    ],
    RecordState: 'ACTIVE',
    WorkflowState: 'NEW',
    Workflow: { Status: 'NEW' },
  };
}
