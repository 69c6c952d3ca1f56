import type { AwsLab } from '@afo/aws-lab';
import { PLACES } from './scenario.ts';

/** Questions to the member account, and the elements of the answers that make up how the host stands. */
const QUESTIONS: readonly Question[] = [
  {
    name: 'interfaces',
    call: 'ec2:DescribeNetworkInterfaces',
    elements: ['networkInterfaceId', 'groupId'],
  },
  { name: 'groups', call: 'ec2:DescribeSecurityGroups', elements: ['groupId'] },
  {
    name: 'addresses',
    call: 'ec2:DescribeAddresses',
    elements: ['allocationId', 'networkInterfaceId'],
  },
  {
    name: 'profiles',
    call: 'ec2:DescribeIamInstanceProfileAssociations',
    elements: ['instanceId', 'arn'],
  },
  {
    name: 'tags',
    call: 'ec2:DescribeTags',
    elements: ['resourceId', 'key', 'value'],
    parameters: {
      'Filter.1.Name': 'resource-type',
      'Filter.1.Value.1': 'instance',
    },
  },
  {
    name: 'scaling',
    call: 'autoscaling:DescribeAutoScalingInstances',
    elements: ['InstanceId', 'LifecycleState', 'ProtectedFromScaleIn'],
  },
  {
    name: 'role',
    call: 'iam:ListRolePolicies',
    elements: ['member'],
    parameters: { RoleName: 'shop' },
  },
];

const VERSIONS: Readonly<Record<string, string>> = {
  ec2: '2016-11-15',
  iam: '2010-05-08',
  autoscaling: '2011-01-01',
};

interface Question {
  readonly name: string;
  readonly call: string;
  readonly elements: readonly string[];
  readonly parameters?: Readonly<Record<string, string>>;
}

/** How the host and what belongs to it stand in the member account, asked by plain HTTP and none of the product's code. */
export async function hostPicture(lab: AwsLab): Promise<Readonly<Record<string, string>>> {
  const picture: Record<string, string> = {};
  for (const asked of QUESTIONS) {
    const xml = await askMember(lab, asked.call, asked.parameters);
    const texts = asked.elements.map((element) => textsIn(xml, element).sort().join(' '));
    picture[asked.name] = texts.join(' | ');
  }
  return picture;
}

/** The answer of the member account to one question, as XML. @throws Error where it refuses */
export async function askMember(
  lab: AwsLab,
  call: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<string> {
  const [service = '', operation = ''] = call.split(':');
  const { account, region } = PLACES.member;
  const response = await fetch(lab.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: new URLSearchParams({
      Action: operation,
      Version: VERSIONS[service] ?? '',
      ...parameters,
    }).toString(),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${call} was answered with ${String(response.status)}`);
  return text;
}

export const textsIn = (xml: string, element: string): string[] =>
  [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(
    ([, text]) => text ?? '',
  );
