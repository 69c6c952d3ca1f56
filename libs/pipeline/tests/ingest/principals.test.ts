import { describe, expect, it } from 'vitest';
import { codesOf, findingOf, idsOf, parsed, web01 } from './reading.ts';
import * as sample from './samples.ts';

const { ACCOUNT } = sample;
const home = { partition: 'aws', account: ACCOUNT };
const KEY = 'AKIAIOSFODNN7EXAMPLE';
const SESSION_KEY = 'ASIAIOSFODNN7EXAMPLE';
const deploy = { kind: 'iam-user', id: 'deploy', ...home, accessKeys: [KEY] };
const web = { kind: 'iam-role', id: 'web', ...home, accessKeys: [SESSION_KEY] };

const byKey = (details: object, resource: object = {}) =>
  sample.guardDuty({
    type: 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS',
    resource: { resourceType: 'AccessKey', accessKeyDetails: details, ...resource },
  });
const ofUser = {
  accessKeyId: KEY,
  principalId: 'AIDACKCEVSQ6C2EXAMPLE',
  userName: 'deploy',
  userType: 'IAMUser',
};
const ofRole = {
  accessKeyId: SESSION_KEY,
  principalId: 'AROACKCEVSQ6C2EXAMPLE:i-0123456789abcdef0',
  userName: 'web',
  userType: 'AssumedRole',
};
const securityHub = (...Resources: object[]) => sample.imported([sample.asff({ Resources })]);
const iam = (resource: string) => `arn:aws:iam::${ACCOUNT}:${resource}`;
const asIam = (Type: string, resource: string) => ({ Type, Id: iam(resource), Partition: 'aws' });

describe('when a finding names an access key', () => {
  it('CON-7 has the user that the key belongs to as its subject, whichever way it comes', () => {
    expect(findingOf(byKey(ofUser)).subjects).toEqual([deploy]);
    expect(findingOf(securityHub(sample.asffKey())).subjects).toEqual([deploy]);
  });

  it('has the role as its subject for the key of a session, which cannot be made inactive', () => {
    const details = {
      AccessKeyId: SESSION_KEY,
      PrincipalType: 'AssumedRole',
      PrincipalName: 'some-session',
      SessionContext: { SessionIssuer: { UserName: 'web' } },
    };

    expect(findingOf(byKey(ofRole)).subjects).toEqual([web]);
    expect(findingOf(securityHub(sample.asffKey(details))).subjects).toEqual([web]);
  });

  it('knows the owner by the prefix of its unique id where no type is told', () => {
    expect(findingOf(byKey({ ...ofRole, userType: '' })).subjects).toEqual([web]);
    expect(findingOf(byKey({ ...ofUser, userType: null })).subjects).toEqual([deploy]);
  });

  it('has two subjects for credentials that were carried off an instance: neither is lost', () => {
    const instanceDetails = { instanceId: sample.INSTANCE };
    const role = { PrincipalType: 'AssumedRole', PrincipalName: 'web', AccessKeyId: SESSION_KEY };

    expect(findingOf(byKey(ofRole, { instanceDetails })).subjects).toEqual([web01, web]);
    for (const resources of [
      [sample.asffKey(role), sample.asffInstance()],
      [sample.asffInstance(), sample.asffKey(role)],
    ])
      expect(new Set(idsOf(securityHub(...resources)))).toEqual(new Set([web01.id, 'web']));
  });

  it('has one subject for several keys of one user, with all of them', () => {
    const other = sample.asffKey({ AccessKeyId: SESSION_KEY });

    for (const keys of [
      [sample.asffKey(), other],
      [other, sample.asffKey()],
    ])
      expect(findingOf(securityHub(...keys)).subjects).toEqual([
        { ...deploy, accessKeys: [KEY, SESSION_KEY] },
      ]);
  });

  it('takes the caller of a cluster for part of the workload, and opens no case on it', () => {
    const audit = sample.guardDutyAudit();
    const withCaller = { ...audit, resource: { ...audit.resource, accessKeyDetails: ofUser } };

    expect(idsOf(withCaller)).toEqual(idsOf(audit));
  });

  it('reads nothing from details that say nothing', () => {
    const nothing = { accessKeyId: '', principalId: '', userName: '', userType: '' };

    expect(idsOf(byKey(nothing, { instanceDetails: { instanceId: sample.INSTANCE } }))).toEqual([
      web01.id,
    ]);
  });

  it('never takes a secret for the id of a key: none gets into the case log', () => {
    const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

    expect(JSON.stringify(findingOf(byKey({ ...ofUser, accessKeyId: secret })))).not.toContain(
      secret,
    );
  });

  it('reads an attack sequence, which names keys among its resources', () => {
    const resources = [
      {
        resourceType: 'ACCESS_KEY',
        uid: KEY,
        accountId: ACCOUNT,
        data: {
          accessKey: { principalId: ofUser.principalId, userName: 'deploy', userType: 'IAMUser' },
        },
      },
    ];
    const finding = sample.guardDuty({
      type: 'AttackSequence:IAM/CompromisedCredentials',
      resource: { resourceType: 'AttackSequence' },
      service: { detection: { sequence: { resources } } },
    });

    expect(findingOf(finding).subjects).toEqual([deploy]);
  });

  it('reads OCSF, where the owner is the actor with that key', () => {
    const user = { type: 'IAMUser', name: 'deploy', uid: 'AIDACKCEVSQ6C2EXAMPLE' };
    const finding = sample.ocsf({
      resources: [{ type: 'AWS::IAM::AccessKey', uid: KEY, owner: { account: { uid: ACCOUNT } } }],
      evidences: [
        { actor: { user: { ...user, name: 'somebody', credential_uid: SESSION_KEY } } },
        { actor: { user: { ...user, credential_uid: KEY } } },
      ],
    });

    expect(findingOf(finding).subjects).toEqual([deploy]);
  });
});

describe('when a finding names a user or a role', () => {
  const plain = (kind: string, id: string) => [{ kind, id, ...home }];

  it.each([
    ['AwsIamUser', 'user/team/ci/deploy', plain('iam-user', 'deploy')],
    ['AwsIamRole', 'role/web', plain('iam-role', 'web')],
    ['AwsIamRole', 'role/a/path/web', plain('iam-role', 'web')],
  ])('F-21 has it once, whatever path its name has: %s %s', (Type, resource, subjects) => {
    const ocsf = sample.ocsf({ resources: [{ type: Type, uid: iam(resource) }] });

    expect(findingOf(securityHub(asIam(Type, resource))).subjects).toEqual(subjects);
    expect(findingOf(ocsf).subjects).toEqual(subjects);
  });

  it('takes one that is named beside an instance for part of it: no second case isolates a role', () => {
    expect(idsOf(securityHub(sample.asffRole, sample.asffInstance()))).toEqual([web01.id]);
    expect(
      idsOf(
        sample.ocsf({
          resources: [...sample.ocsf().resources, { type: 'AwsIamRole', uid: iam('role/web') }],
        }),
      ),
    ).toEqual(idsOf(sample.ocsf()));
  });

  it('takes one from whoever sends by the webhook, by its ARN or its name', () => {
    const subjects = [
      { kind: 'iam-role', id: iam('role/web') },
      { kind: 'iam-user', id: 'deploy', ...home },
    ];

    expect(findingOf(sample.webhook({ subjects })).subjects).toEqual([
      ...plain('iam-role', 'web'),
      ...plain('iam-user', 'deploy'),
    ]);
  });
});

describe('when nothing may be done about the principal of a finding', () => {
  it.each([
    ['the root user', byKey({ ...ofUser, userName: 'Root', userType: 'Root' })],
    [
      'the root user by the number of the account',
      byKey({ principalId: ACCOUNT, userName: 'Root' }),
    ],
    ['a federated user', byKey({ ...ofUser, userType: 'FederatedUser' })],
    ['a service', byKey({ ...ofUser, userType: 'AWSService' })],
    ['another account', byKey({ ...ofUser, userType: 'AWSAccount' })],
    ['a key without anything about its owner', byKey({ accessKeyId: KEY })],
    ['the root user by ARN', securityHub(asIam('AwsIamUser', 'root'))],
    [
      'a role of a service of AWS',
      securityHub(
        asIam(
          'AwsIamRole',
          'role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling',
        ),
      ),
    ],
    [
      'a role of Identity Center',
      securityHub(
        asIam('AwsIamRole', 'role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123'),
      ),
    ],
  ])('refuses %s by its own code, and keeps the event for people', (_, event) => {
    const { findings, rejections } = parsed(event);

    expect(findings).toEqual([]);
    expect(rejections.map(({ code }) => code)).toEqual(['finding.not-containable']);
  });

  it('handles the instance of the finding all the same', () => {
    const root = { ...ofUser, userType: 'Root' };
    const event = byKey(root, { instanceDetails: { instanceId: sample.INSTANCE } });

    expect(parsed(event).findings.map(({ finding }) => finding.subjects)).toEqual([[web01]]);
    expect(codesOf(event)).toEqual(['finding.not-containable']);
  });

  it.each([
    ['a user that is no user', asIam('AwsIamUser', 'role/web'), 'finding.bad-resource'],
    ['a group', asIam('AwsIamRole', 'group/admins'), 'finding.bad-resource'],
    ['a name that IAM does not have', asIam('AwsIamUser', 'user/de;ploy'), 'finding.bad-resource'],
    ['a name without its owner', sample.asffKey({ PrincipalName: null }), 'finding.bad-resource'],
    [
      'F-42 an account of 13 digits',
      { Type: 'AwsIamUser', Id: 'arn:aws:iam::0123456789101:user/deploy' },
      'finding.bad-account',
    ],
  ])('refuses %s', (_, resource, code) => {
    expect(codesOf(securityHub(resource))).toEqual([code]);
  });

  it('guesses no account and no partition', () => {
    const subjects = [{ kind: 'iam-user', id: 'deploy' }];
    const elsewhere = [{ kind: 'iam-user', id: 'deploy', ...home, partition: 'no partition' }];

    expect(codesOf(sample.webhook({ subjects }))).toEqual(['finding.no-place']);
    expect(codesOf(sample.webhook({ subjects: elsewhere }))).toEqual(['finding.bad-resource']);
  });
});
