import type { MemberPlaces, Places } from '@afo/iam-policies';

export const FORENSIC = '111122223333';
export const MEMBER = '444455556666';
export const REGION = 'eu-central-1';

/** A deployed forensic account. */
function placesIn(partition: string, region: string): Places {
  const arn = (service: string, rest: string): string =>
    `arn:${partition}:${service}:${region}:${FORENSIC}:${rest}`;
  return {
    partition,
    account: FORENSIC,
    region,
    tables: { entries: 'afo-entries', cases: 'afo-cases', tokens: 'afo-tokens' },
    vaultBucket: 'afo-vault',
    rejectedBucket: 'afo-rejected',
    signingKey: arn('kms', 'key/11111111-2222-3333-4444-555555555555'),
    topic: arn('sns', 'afo'),
    eventBus: arn('events', 'event-bus/afo'),
    stateMachine: arn('states', 'stateMachine:afo-case'),
    findingsQueue: arn('sqs', 'afo-findings'),
    queueSecret: arn('secretsmanager', 'secret:afo-queue-AbCdEf'),
    rolePath: 'afo/',
    member: { role: 'afo/afo-member', externalId: 'agreed', accounts: [MEMBER] },
  };
}

export const PLACES: Places = {
  ...placesIn('aws', REGION),
  evidenceKey: `arn:aws:kms:${REGION}:${FORENSIC}:key/21111111-2222-3333-4444-555555555555`,
  snapshotKey: `arn:aws:kms:${REGION}:${FORENSIC}:key/31111111-2222-3333-4444-555555555555`,
};

/** In China, for every account of an organisation, with no key of its own. */
export const ELSEWHERE: Places = {
  ...placesIn('aws-cn', 'cn-north-1'),
  member: { role: 'afo/afo-member', externalId: 'agreed', organization: 'o-example1234' },
};

/** An application account. */
export const MEMBER_PLACES: MemberPlaces = {
  partition: 'aws',
  account: MEMBER,
  forensicAccount: FORENSIC,
  rolePath: 'afo/',
  role: 'afo/afo-member',
  externalId: 'agreed',
  organization: 'o-example1234',
  workloadPath: 'workloads/',
  sharedKey: `arn:aws:kms:${REGION}:${MEMBER}:key/41111111-2222-3333-4444-555555555555`,
  documents: [`arn:aws:ssm:${REGION}:${MEMBER}:document/afo-probe`],
};

/** Settings of a program that enters the application account, and uses no store. */
export const ENTERING = {
  AWS_REGION: REGION,
  AFO_ENTRIES_TABLE: '-',
  AFO_CASES_TABLE: '-',
  AFO_TOKENS_TABLE: '-',
  AFO_VAULT_BUCKET: '-',
  AFO_REJECTED_BUCKET: '-',
  AFO_SIGNING_KEY: '-',
  AFO_KEY_NAME: '-',
  AFO_TOPIC_ARN: '-',
  AFO_MEMBER_ROLE: 'afo/afo-member',
  AFO_MEMBER_EXTERNAL_ID: 'agreed',
} as const;
