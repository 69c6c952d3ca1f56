import { LabCaller, textsIn } from '@afo/aws-lab';
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
    const texts = asked.elements.map((element) => textsIn(xml, element).toSorted().join(' '));
    picture[asked.name] = texts.join(' | ');
  }
  return picture;
}

/** The answer of the member account to one question, as XML. @throws Error where it refuses */
export function askMember(
  lab: AwsLab,
  call: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<string> {
  return new LabCaller(lab.url).query(PLACES.member, call, parameters);
}
