import { describe, expect, it } from 'vitest';
import { fails } from './scripted-calls.ts';
import {
  arn,
  CASE,
  control,
  denied,
  deploy,
  order,
  role,
  trusts,
  user,
  web,
} from './scripted-principal.ts';

describe('when a principal is looked at', () => {
  it('keeps each answer about a user, and each refusal as one, and looks for every key that was named', async () => {
    const { host, made } = control({
      ...denied,
      'iam:GetLoginProfile': fails('aws.not-found'),
      'iam:GetAccessKeyLastUsed': () => ({ UserName: 'deploy' }),
      'iam:ListGroupsForUser': () => ({
        Groups: [
          {
            Path: '/',
            GroupName: 'ops',
            GroupId: 'AGPA',
            Arn: arn('group/ops'),
            CreateDate: new Date(0),
          },
        ],
      }),
      'iam:ListGroupPolicies': () => ({ PolicyNames: ['inline'] }),
      'cloudtrail:LookupEvents': () => ({ Events: [] }),
    });

    const records = await host.inventory(deploy);

    expect(records.map(({ name }) => name)).toEqual([
      'GetUser',
      'ListAccessKeys',
      'GetAccessKeyLastUsed',
      'GetLoginProfile (failed)',
      'ListMFADevices (failed)',
      'ListAttachedUserPolicies (failed)',
      'ListUserPolicies (failed)',
      'ListGroupsForUser',
      'ListAttachedGroupPolicies (failed)',
      'ListGroupPolicies',
      'GetGroupPolicy (failed)',
      'LookupEvents',
      'LookupEvents',
    ]);
    expect(records.every(({ where }) => where.region === undefined)).toBe(true);
    expect(
      made.flatMap(({ operation, input }) =>
        operation === 'cloudtrail:LookupEvents' ? [input] : [],
      ),
    ).toEqual([
      { LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: 'deploy' }] },
      {
        LookupAttributes: [{ AttributeKey: 'AccessKeyId', AttributeValue: 'AKIAIOSFODNN7EXAMPLE' }],
      },
    ]);
  });

  it('has no case without the principal itself: a user of another account is none', async () => {
    const elsewhere = { 'iam:GetUser': () => user(arn('user/deploy', '444455556666')) };

    for (const script of [elsewhere, { 'iam:GetUser': fails('aws.not-found') }])
      await expect(control(script).host.inventory(deploy)).rejects.toMatchObject({
        code: 'aws.not-found',
      });
  });

  it('says what is done and what is not: nothing to preserve, and no disks', async () => {
    for (const subject of [deploy, web]) {
      const { host, made } = control(denied);

      const techniques = await host.preflight(subject);

      expect(techniques.map(({ technique, possible }) => [technique, possible])).toEqual([
        ['preserve', false],
        ['snapshot', false],
        ['contain', true],
        ['prove', true],
      ]);
      expect(techniques[1]?.reason).toContain('no disks');
      expect(await host.sources(subject)).toEqual([]);
      expect(made.map(({ operation }) => operation)).toEqual([
        subject.kind === 'iam-user' ? 'iam:GetUser' : 'iam:GetRole',
      ]);
    }
  });
});

describe('when a principal must not be contained, whoever orders it', () => {
  it.each([
    [
      'one of the forensic account',
      { ...deploy, account: '999999999999' },
      arn('user/deploy', '999999999999'),
    ],
    ["the orchestrator's own role", { ...web, id: 'afo-member' }, arn('role/forensics/afo-member')],
    [
      'its own role in other letters',
      { ...web, id: 'AFO-Member' },
      arn('role/forensics/AFO-Member'),
    ],
    ['a role of a service of AWS', web, arn('role/aws-service-role/ecs.amazonaws.com/web')],
    ['a role of Identity Center', web, arn('role/aws-reserved/sso.amazonaws.com/web')],
  ])('refuses %s, and plans nothing', async (_, subject, Arn) => {
    const { host } = control({ 'iam:GetUser': () => user(Arn), 'iam:GetRole': () => role(Arn) });

    const techniques = await host.preflight(subject);

    expect(techniques.filter(({ possible }) => possible)).toEqual([]);
    await expect(host.changes('contain', order(subject))).rejects.toMatchObject({
      code: 'host.protected',
    });
  });
});

describe('when the containment of a principal is planned', () => {
  it('F-27 names each call with its parameters, and whom it hits', async () => {
    const { host } = control({
      ...denied,
      'iam:ListAccessKeys': () => ({
        AccessKeyMetadata: [
          { AccessKeyId: 'AKIAONE', Status: 'Active' },
          { AccessKeyId: 'AKIATWO', Status: 'Inactive' },
        ],
      }),
    });

    const changes = await host.changes('contain', order(deploy));

    expect(changes.map(({ planned }) => [planned.call, planned.where.resource])).toEqual([
      ['iam:PutUserPolicy', 'deploy'],
      ['iam:UpdateAccessKey', 'AKIAONE'],
    ]);
    expect(changes.every(({ planned }) => planned.alsoHits.length > 0)).toBe(true);
    expect(changes[0]?.planned.parameters).toMatchObject({ PolicyName: `afo-denied-${CASE}` });
  });

  it('F-27 names who may take a role, and says what could not be looked up', async () => {
    const trust = trusts({ Service: ['lambda.amazonaws.com'], AWS: arn('root') });
    const hits = async (document: string) => {
      const { host } = control({ ...denied, 'iam:GetRole': () => role(arn('role/web'), document) });
      return (await host.changes('contain', order(web)))[0]?.planned.alsoHits.join('; ');
    };

    expect(await hits(trust)).toMatch(
      /not known \(aws\.denied\).*root may take.*lambda\.amazonaws\.com may take/,
    );
    for (const unreadable of ['%', encodeURIComponent('{'), '{}'])
      expect(await hits(unreadable)).toContain('could not be read');
  });

  it('denies the user also where its keys are not told, and fails for them', async () => {
    const { host } = control({ ...denied, 'iam:ListAccessKeys': fails('aws.denied') });

    const [denial, unseen] = await host.changes('contain', order(deploy));

    expect(denial?.planned.call).toBe('iam:PutUserPolicy');
    await expect(unseen?.read()).rejects.toMatchObject({ code: 'aws.denied' });
  });

  it('takes a key that IAM names without its state for an answer in part, not for an inactive one', async () => {
    const half = {
      'iam:ListAccessKeys': () => ({ AccessKeyMetadata: [{ AccessKeyId: 'AKIAONE' }] }),
    };
    const { host } = control({ ...denied, ...half });

    const [, unseen] = await host.changes('contain', order(deploy));

    await expect(unseen?.read()).rejects.toMatchObject({ code: 'aws.unavailable' });
  });

  it.each(['preserve', 'snapshot'] as const)('knows no %s', async (step) => {
    await expect(control(denied).host.changes(step, order(web))).rejects.toMatchObject({
      code: 'host.unavailable',
    });
  });

  it('gives nothing back that it does not know', async () => {
    const unknown = [{ setting: 'eni.groups', resource: 'eni-1', before: {} }];

    await expect(control(denied).host.restorations(unknown, order(web))).rejects.toMatchObject({
      code: 'host.unavailable',
    });
  });

  it('acts on no host', async () => {
    const host = { kind: 'host', id: 'web-01' } as const;

    await expect(control(denied).host.inventory(host)).rejects.toMatchObject({
      code: 'host.unavailable',
    });
  });
});
