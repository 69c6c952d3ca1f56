import { deployedNames } from '@afo/deployment';
import {
  appRoles,
  doctorPolicy,
  findingsDoctorPolicy,
  memberPoliciesOf,
  memberSteps,
  memberTrustPolicy,
  policiesOf,
  sessionPolicyOf,
} from '@afo/iam-policies';
import type { MemberPlaces, Places, PolicyDocument } from '@afo/iam-policies';
import { listOf } from './reference.ts';

type Statement = PolicyDocument['Statement'][number];

const arn = (service: string, rest: string): string =>
  `arn:<partition>:${service}:<region>:<forensic>:${rest}`;

const PLACES: Places = {
  partition: '<partition>',
  account: '<forensic>',
  region: '<region>',
  tables: { entries: '<entries>', cases: '<cases>', tokens: '<tokens>' },
  vaultBucket: '<vault>',
  rejectedBucket: '<rejected>',
  signingKey: arn('kms', 'key/<signing>'),
  evidenceKey: arn('kms', 'key/<evidence>'),
  snapshotKey: arn('kms', 'key/<snapshots>'),
  topic: arn('sns', '<topic>'),
  stateMachine: arn('states', 'stateMachine:<workflow>'),
  findingsQueue: arn('sqs', '<findings>'),
  queueSecret: arn('secretsmanager', 'secret:<queue>'),
  rolePath: '<path>/',
  member: { role: '<member role>', externalId: '<external id>', organization: '<organization>' },
};

const MEMBER: MemberPlaces = {
  partition: '<partition>',
  account: '<member>',
  forensicAccount: '<forensic>',
  rolePath: '<path>/',
  role: '<member role>',
  externalId: '<external id>',
  organization: '<organization>',
  workloadPath: '<workloads>/',
  replacementRole: '<replacement role>',
  sharedKey: 'arn:<partition>:kms:<region>:<member>:key/<shared>',
  documents: ['arn:<partition>:ssm:<region>:<member>:document/<probe>'],
};

const DOCTOR = {
  partition: '<partition>',
  account: '<forensic>',
  region: '<region>',
  names: deployedNames({
    name: '<name>',
    forensic: { account: '<forensic>', region: '<region>' },
    applications: { role: '<member role>' },
  }),
};

const coded = (values: readonly string[]): string =>
  values.map((value) => `\`${value}\``).join(', ');

function conditionsOf({ Condition = {} }: Statement): string {
  const all = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(
      ([key, values]) => `\`${operator}\` \`${key}\` ${coded(listOf(values))}`,
    ),
  );
  return all.length === 0 ? '' : `; if ${all.join(' and ')}`;
}

function inWords(statement: Statement): string {
  const { Sid, Effect, Principal, Action, Resource } = statement;
  const who = Principal === undefined ? '' : ` by ${coded(listOf(Principal.AWS))}`;
  const what = Resource === undefined ? '' : ` on ${coded(listOf(Resource))}`;
  const verb = Effect === 'Deny' ? '**never** ' : '';
  return `- ${Sid}: ${verb}${coded(listOf(Action))}${who}${what}${conditionsOf(statement)}`;
}

const chapter = (title: string, documents: readonly PolicyDocument[]): string =>
  [
    `## ${title}`,
    '',
    ...documents.flatMap(({ Statement }) => Statement).map((statement) => inWords(statement)),
    '',
  ].join('\n');

/** Every role with all of its statements, as docs/reference/iam-roles.md shows them. */
export const rolesInWords = (): string =>
  [
    '# Roles and what they may do',
    '',
    'Written by a test of `@afo/adapter-aws` from the policies themselves; [iam.md](iam.md) explains them. What stands in angle brackets is a name or an ARN of the deployment.',
    '',
    ...appRoles.map((role) => chapter(role, policiesOf(role, PLACES))),
    chapter('What `afo doctor` needs in the forensic account', [doctorPolicy(DOCTOR)]),
    chapter('What `afo doctor` needs in a region of the Security Hub account', [
      findingsDoctorPolicy({ ...DOCTOR, account: '<findings>' }),
    ]),
    chapter('The role in an application account', memberPoliciesOf(MEMBER)),
    chapter('Who may take that role', [memberTrustPolicy(MEMBER)]),
    ...memberSteps.map((step) =>
      chapter(`Session policy of the step ${step}`, [sessionPolicyOf(step)]),
    ),
  ]
    .join('\n')
    .trimEnd() + '\n';
