/** The place of the sample host in an account that is AWS's own example. */
export const DEMO_PLACE = {
  partition: 'aws',
  account: '111122223333',
  region: 'eu-west-1',
} as const;

export interface DemoInstance {
  readonly instanceId: string;
  readonly address: string;
  /** Where the miner connected to. */
  readonly pool: string;
  /** Seconds since 1970. */
  readonly seenAt: number;
}

/**
 * A GuardDuty finding about the sample host, as EventBridge delivers it
 * (https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html).
 */
export function demoFinding({ instanceId, address, pool, seenAt }: DemoInstance): object {
  const { partition, account, region } = DEMO_PLACE;
  const id = '16afba5c5c43e07c9e3e5e2e544e95df';
  const at = new Date(seenAt * 1000).toISOString();
  const [domain = pool] = pool.split(':');
  return {
    version: '0',
    id: 'c8c4daa7-a20c-2f03-0070-b7393dd542ad',
    'detail-type': 'GuardDuty Finding',
    source: 'aws.guardduty',
    account,
    time: at,
    region,
    resources: [],
    detail: {
      schemaVersion: '2.0',
      accountId: account,
      region,
      partition,
      id,
      arn: `arn:${partition}:guardduty:${region}:${account}:detector/12abc34d567e8fa901bc2d34e56789f0/finding/${id}`,
      type: 'CryptoCurrency:EC2/BitcoinTool.B!DNS',
      resource: { resourceType: 'Instance', instanceDetails: instanceOf(instanceId, address) },
      service: serviceOf(domain, at),
      severity: 8,
      createdAt: at,
      updatedAt: at,
      title: `The EC2 instance ${instanceId} is querying a domain name associated with cryptocurrency-related activity.`,
      description: `EC2 instance ${instanceId} is querying the domain ${domain}, which is associated with cryptocurrency-related activity.`,
    },
  };
}

const instanceOf = (instanceId: string, address: string): object => ({
  instanceId,
  instanceType: 't3.micro',
  launchTime: '2026-01-02T09:00:00.000Z',
  platform: null,
  productCodes: [],
  iamInstanceProfile: null,
  networkInterfaces: [
    {
      networkInterfaceId: 'eni-0123456789abcdef0',
      privateIpAddress: address,
      privateIpAddresses: [{ privateIpAddress: address }],
      ipv6Addresses: [],
      securityGroups: [{ groupId: 'sg-0123456789abcdef0', groupName: 'web' }],
      subnetId: 'subnet-0123456789abcdef0',
      vpcId: 'vpc-0123456789abcdef0',
    },
  ],
  tags: [{ key: 'Name', value: 'shop front' }],
  instanceState: 'running',
  availabilityZone: `${DEMO_PLACE.region}a`,
  imageId: 'ami-0123456789abcdef0',
});

const serviceOf = (domain: string, at: string): object => ({
  serviceName: 'guardduty',
  detectorId: '12abc34d567e8fa901bc2d34e56789f0',
  action: {
    actionType: 'DNS_REQUEST',
    dnsRequestAction: { domain, protocol: 'UDP', blocked: false },
  },
  resourceRole: 'TARGET',
  additionalInfo: {},
  eventFirstSeen: at,
  eventLastSeen: at,
  archived: false,
  count: 12,
});
