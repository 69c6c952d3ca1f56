/**
 * Events in the formats in which they really come, shortened. Sources: the Security Hub, GuardDuty and OCSF
 * documentation, and what those services send. Accounts are those that AWS reserves for examples.
 */
export const INSTANCE = 'i-0123456789abcdef0';
export const ACCOUNT = '111122223333';
const REGION = 'us-west-2';
const DETECTOR = `arn:aws:guardduty:${REGION}:${ACCOUNT}:detector/d4b040365221be2b54a6264dc9a4bc64`;
export const FINDING_ID = '46ba0ac2845071e23ccdeb2ae03bfdea';
export const FINDING_ARN = `${DETECTOR}/finding/${FINDING_ID}`;
export const DETECTOR_ARN = DETECTOR;

export const instanceArn = (id = INSTANCE, account = ACCOUNT, partition = 'aws') =>
  `arn:${partition}:ec2:${REGION}:${account}:instance/${id}`;
export const clusterArn = (name = 'shop', account = ACCOUNT) =>
  `arn:aws:eks:${REGION}:${account}:cluster/${name}`;

export const asffInstance = (change: object = {}) => ({
  Type: 'AwsEc2Instance',
  Id: instanceArn(),
  Partition: 'aws',
  Region: REGION,
  Tags: { Name: 'web-01', owner: 'shop' },
  Details: {
    AwsEc2Instance: {
      Type: 't3.medium',
      VpcId: 'vpc-0a1b2c3d',
      LaunchedAt: '2026-10-01T08:00:00.000Z',
    },
  },
  ...change,
});

export const asffRole = {
  Type: 'AwsIamRole',
  Id: `arn:aws:iam::${ACCOUNT}:role/web`,
  Partition: 'aws',
  Region: REGION,
};

export const asffBucket = {
  Type: 'AwsS3Bucket',
  Id: 'arn:aws:s3:::shop-orders',
  Partition: 'aws',
  Region: REGION,
};

/** The access key of a finding as Security Hub gives it; the owner is in the details alone. */
export const asffKey = (change: object = {}) => ({
  Type: 'AwsIamAccessKey',
  Id: 'AWS::IAM::AccessKey:AKIAIOSFODNN7EXAMPLE',
  Partition: 'aws',
  Region: REGION,
  Details: {
    AwsIamAccessKey: {
      AccessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      PrincipalId: 'AIDACKCEVSQ6C2EXAMPLE',
      PrincipalType: 'IAMUser',
      PrincipalName: 'deploy',
      ...change,
    },
  },
});

/** A finding of GuardDuty as Security Hub gives it. */
export const asff = (change: object = {}) => ({
  SchemaVersion: '2018-10-08',
  Id: FINDING_ARN,
  ProductArn: `arn:aws:securityhub:${REGION}::product/aws/guardduty`,
  ProductName: 'GuardDuty',
  CompanyName: 'Amazon',
  Region: REGION,
  GeneratorId: DETECTOR,
  AwsAccountId: ACCOUNT,
  Types: ['TTPs/Command and Control/Backdoor:EC2-C&CActivity.B!DNS'],
  FirstObservedAt: '2026-11-24T02:15:57Z',
  LastObservedAt: '2026-11-24T02:56:49Z',
  CreatedAt: '2026-11-24T02:34:34.146Z',
  UpdatedAt: '2026-11-24T02:44:00.206Z',
  Severity: { Product: 8, Label: 'HIGH', Normalized: 70 },
  Title: `EC2 instance ${INSTANCE} is querying a domain name that is associated with a known Command & Control server.`,
  Description: 'A command and control server was queried.',
  ProductFields: {
    'aws/guardduty/service/archived': 'false',
    'aws/guardduty/service/detectorId': 'd4b040365221be2b54a6264dc9a4bc64',
    'aws/guardduty/service/serviceName': 'guardduty',
    'aws/securityhub/ProductName': 'GuardDuty',
    'aws/securityhub/FindingId': `arn:aws:securityhub:${REGION}::product/aws/guardduty/${FINDING_ARN}`,
  },
  Resources: [asffInstance()],
  WorkflowState: 'NEW',
  Workflow: { Status: 'NEW' },
  RecordState: 'ACTIVE',
  Sample: false,
  ...change,
});

/** A finding of GuardDuty about Kubernetes as Security Hub gives it: the facts are flattened into `Details.Other`. */
export const asffCluster = (other: object = {}, change: object = {}) =>
  asff({
    Types: ['TTPs/Discovery/Discovery:Kubernetes-MaliciousIPCaller'],
    Severity: { Normalized: 50, Label: 'MEDIUM', Product: 5 },
    Resources: [
      {
        Partition: 'aws',
        Type: 'AwsEksCluster',
        Details: {
          Other: {
            'kubernetesDetails/kubernetesUserDetails/groups.0_': 'system:unauthenticated',
            'kubernetesDetails/kubernetesUserDetails/sessionName': '[]',
            'kubernetesDetails/kubernetesUserDetails/username': 'system:anonymous',
            'kubernetesDetails/kubernetesUserDetails/uid': '',
            'kubernetesDetails/kubernetesWorkloadDetails': '',
            ...other,
          },
          AwsEksCluster: { Arn: clusterArn(), ClusterStatus: 'ACTIVE', Name: 'shop' },
        },
        Region: REGION,
        Id: clusterArn(),
      },
    ],
    ...change,
  });

interface Sent {
  readonly source: string;
  readonly resources: readonly string[];
  readonly detail: object;
}

const envelope = (detailType: string, { source, resources, detail }: Sent) => ({
  version: '0',
  id: '65931ccc-2c13-2661-a0ee-7d41466879a0',
  'detail-type': detailType,
  source,
  account: ACCOUNT,
  time: '2026-11-24T02:45:13Z',
  region: REGION,
  resources,
  detail,
});

export const customAction = (
  actionName: string,
  findings: readonly object[] = [asff()],
  id = 'ForensicTriageAction',
) =>
  envelope('Security Hub Findings - Custom Action', {
    source: 'aws.securityhub',
    resources: [`arn:aws:securityhub:${REGION}:${ACCOUNT}:action/custom/${id}`],
    detail: { actionName, actionDescription: 'started by a person', findings },
  });

export const imported = (findings: readonly object[] = [asff()]) =>
  envelope('Security Hub Findings - Imported', {
    source: 'aws.securityhub',
    resources: [`arn:aws:securityhub:${REGION}::product/aws/guardduty/${FINDING_ARN}`],
    detail: { findings },
  });

/** A finding of GuardDuty as it sends it itself; the keys of AWS's documentation. */
export const guardDuty = (change: object = {}) => ({
  schemaVersion: '2.0',
  accountId: ACCOUNT,
  region: REGION,
  partition: 'aws',
  id: FINDING_ID,
  arn: FINDING_ARN,
  type: 'Backdoor:EC2/C&CActivity.B!DNS',
  resource: {
    resourceType: 'Instance',
    instanceDetails: {
      instanceId: INSTANCE,
      instanceType: 'm3.xlarge',
      launchTime: '2026-08-02T02:05:06Z',
      platform: null,
      productCodes: [],
      iamInstanceProfile: {
        arn: `arn:aws:iam::${ACCOUNT}:instance-profile/web`,
        id: 'AIPA0123456789EXAMPLE',
      },
      networkInterfaces: [
        { ipv6Addresses: [], networkInterfaceId: 'eni-0a1b2c3d', privateIpAddress: '10.0.0.1' },
      ],
      tags: [{ key: 'Name', value: 'web-01' }],
      instanceState: 'running',
      availabilityZone: 'us-west-2a',
      imageId: 'ami-99999999',
    },
  },
  service: {
    serviceName: 'guardduty',
    detectorId: 'd4b040365221be2b54a6264dc9a4bc64',
    action: {
      actionType: 'DNS_REQUEST',
      dnsRequestAction: { domain: 'c2.example.com', protocol: 'UDP', blocked: false },
    },
    resourceRole: 'ACTOR',
    additionalInfo: { value: '{}', type: 'default' },
    evidence: null,
    eventFirstSeen: '2026-11-24T02:15:57.000Z',
    eventLastSeen: '2026-11-24T02:40:00.000Z',
    archived: false,
    count: 2,
  },
  severity: 8,
  createdAt: '2026-11-24T02:34:34.146Z',
  updatedAt: '2026-11-24T02:44:00.206Z',
  title: `EC2 instance ${INSTANCE} is querying a domain name that is associated with a known Command & Control server.`,
  description: 'A command and control server was queried.',
  ...change,
});

/** A finding of EKS audit logs; GuardDuty writes workload types in the plural and in lower case. */
export const guardDutyAudit = (details: object = {}, change: object = {}) =>
  guardDuty({
    type: 'Persistence:Kubernetes/ContainerWithSensitiveMount',
    resource: {
      resourceType: 'EKSCluster',
      eksClusterDetails: {
        name: 'shop',
        arn: clusterArn(),
        createdAt: 1_636_625_755.218,
        vpcId: 'vpc-0a1b2c3d',
        status: 'ACTIVE',
        tags: [{ key: 'team', value: 'shop' }],
      },
      kubernetesDetails: {
        kubernetesUserDetails: {
          username: 'system:serviceaccount:argocd:argocd-application-controller',
          uid: '1871d525-442e-487f-ae60-81336d1ff0cf',
          groups: ['system:serviceaccounts', 'system:authenticated'],
        },
        kubernetesWorkloadDetails: {
          name: 'privileged-pod',
          type: 'pods',
          uid: '33a3c89e-3280-474d-b8cb-fdf03394fc15',
          namespace: 'shop',
          hostNetwork: false,
          containers: [
            {
              name: 'app',
              image: 'centos',
              imagePrefix: '',
              securityContext: { privileged: true },
            },
          ],
        },
        ...details,
      },
    },
    ...change,
  });

/** A finding of Runtime Monitoring in EKS: cluster, workload, container, and the instance on which it ran. */
export const guardDutyRuntime = (change: object = {}) =>
  guardDuty({
    type: 'CryptoCurrency:Runtime/BitcoinTool.B!DNS',
    severity: 9.1,
    resource: {
      resourceType: 'EKSCluster',
      instanceDetails: {
        instanceId: INSTANCE,
        instanceType: 'm5.large',
        tags: [{ key: 'eks:cluster-name', value: 'shop' }],
      },
      eksClusterDetails: {
        name: 'shop',
        arn: clusterArn(),
        createdAt: 1_636_625_755.218,
        status: 'ACTIVE',
        tags: [],
      },
      containerDetails: {
        containerRuntime: 'containerd',
        id: 'abcd',
        name: 'app',
        image: 'registry.example.com/miner:1',
      },
      kubernetesDetails: {
        kubernetesUserDetails: null,
        kubernetesWorkloadDetails: {
          name: 'web-7c9d',
          type: 'pods',
          uid: 'u-1',
          namespace: 'shop',
          serviceAccountName: 'web',
          containers: null,
        },
      },
    },
    ...change,
  });

export const guardDutyEvent = (finding: object = guardDuty()) =>
  envelope('GuardDuty Finding', { source: 'aws.guardduty', resources: [], detail: finding });

/** A detection of Security Hub (v2) in OCSF; GuardDuty's id is `uid` as an ARN and `uid_alt` bare. */
export const ocsf = (change: object = {}) => ({
  activity_id: 2,
  activity_name: 'Update',
  category_name: 'Findings',
  category_uid: 2,
  class_name: 'Detection Finding',
  class_uid: 2004,
  cloud: {
    account: { type: 'AWS Account', type_id: 10, uid: '444455556666' },
    cloud_partition: 'aws',
    provider: 'AWS',
    region: REGION,
  },
  count: 264,
  finding_info: {
    analytic: { type: 'Rule', type_id: 1, uid: 'd4b040365221be2b54a6264dc9a4bc64' },
    created_time: 1_795_487_674_146,
    created_time_dt: '2026-11-24T02:34:34.146Z',
    desc: 'A command and control server was queried.',
    modified_time: 1_795_488_240_206,
    modified_time_dt: '2026-11-24T02:44:00.206Z',
    product: { uid: 'd4b040365221be2b54a6264dc9a4bc64' },
    title: 'An EC2 instance queries a Command & Control server.',
    types: ['Backdoor:EC2/C&CActivity.B!DNS'],
    uid: FINDING_ARN,
    uid_alt: FINDING_ID,
  },
  metadata: {
    product: {
      name: 'GuardDuty',
      uid: `arn:aws:securityhub:${REGION}::productv2/aws/guardduty`,
      vendor_name: 'AWS',
    },
    profiles: ['cloud', 'datetime'],
    uid: '1d24e91799652d9e17025b61d94f436b20b515b6f3cd9bda788f48c1db9cf244',
    version: '1.5.0',
  },
  resources: [ocsfInstance()],
  severity: 'High',
  severity_id: 4,
  status: 'New',
  status_id: 1,
  time: 1_795_488_240_206,
  time_dt: '2026-11-24T02:44:00.206Z',
  type_name: 'Detection Finding: Update',
  type_uid: 200402,
  vendor_attributes: { severity: 'High', severity_id: 4 },
  ...change,
});

export function ocsfInstance(change: object = {}) {
  return {
    cloud_partition: 'aws',
    data: { awsEc2InstanceDetails: { type: 't3.medium' } },
    owner: { account: { type: 'AWS Account', type_id: 10, uid: ACCOUNT } },
    region: REGION,
    tags: [{ name: 'Name', value: 'web-01' }],
    type: 'AWS::EC2::Instance',
    uid: INSTANCE,
    ...change,
  };
}

export const ocsfEvent = (findings: readonly object[] = [ocsf()]) =>
  envelope('Findings Imported V2', {
    source: 'aws.securityhub',
    resources: ['1d24e91799652d9e17025b61d94f436b20b515b6f3cd9bda788f48c1db9cf244'],
    detail: { findings },
  });

/** A finding in our own webhook format. */
export const webhook = (change: object = {}) => ({
  schema: 'afo.finding/1',
  id: 'falco-2026-0001',
  product: 'Falco',
  title: 'A shell was spawned in a container with an attached terminal',
  types: ['falco/terminal_shell_in_container'],
  severity: 'High',
  updatedAt: '2026-11-24T02:44:00.206Z',
  subjects: [{ kind: 'ec2-instance', id: instanceArn() }],
  ...change,
});

export const bytesOf = (value: unknown): Uint8Array =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
