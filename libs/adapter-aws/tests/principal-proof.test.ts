import { describe, expect, it } from 'vitest';
import { fails } from './scripted-calls.ts';
import type { Script } from './scripted-calls.ts';
import { control, DENIAL, denied, deploy, order, policy, web } from './scripted-principal.ts';

describe('when it is to be proven that a principal can do nothing', () => {
  const allowing = (decision: 'allowed' | 'implicitDeny'): Script => ({
    'iam:SimulatePrincipalPolicy': ({ ActionNames = [] }) => ({
      EvaluationResults: ActionNames.map((EvalActionName, at) => ({
        EvalActionName,
        EvalDecision: at === 3 ? decision : 'explicitDeny',
      })),
    }),
  });

  it.each([deploy, web])(
    'proves it by the simulator of IAM, with the answers: %o',
    async (subject) => {
      const proof = await control(denied).host.prove(order(subject));

      expect(proof).toMatchObject({ proven: true, method: 'iam-simulation' });
      expect(proof.records.map(({ name }) => name)).toContain('SimulatePrincipalPolicy');
    },
  );

  it.each<readonly [string, Script]>([
    ['the simulator is refused', { 'iam:SimulatePrincipalPolicy': fails('aws.denied') }],
    ['the simulator answers nothing', { 'iam:SimulatePrincipalPolicy': () => ({}) }],
    ['one action is allowed', allowing('allowed')],
    ['one action is only not allowed, which another policy may change', allowing('implicitDeny')],
    [
      'there is more of the answer than came',
      { 'iam:SimulatePrincipalPolicy': () => ({ IsTruncated: true, Marker: 'again' }) },
    ],
    ['the policy is gone', { 'iam:GetUserPolicy': fails('aws.not-found') }],
    ['the policy is not told', { 'iam:GetUserPolicy': fails('aws.denied') }],
    [
      'somebody has loosened the policy',
      {
        'iam:GetUserPolicy': () => ({
          UserName: 'deploy',
          ...policy({
            ...DENIAL,
            Statement: [
              {
                ...DENIAL.Statement[0],
                Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } },
              },
            ],
          }),
        }),
      },
    ],
    [
      'the policy is no JSON',
      { 'iam:GetUserPolicy': () => ({ UserName: 'deploy', PolicyName: 'p', PolicyDocument: '%' }) },
    ],
    [
      'a key is active',
      {
        'iam:ListAccessKeys': () => ({
          AccessKeyMetadata: [{ AccessKeyId: 'AKIANEW', Status: 'Active' }],
        }),
      },
    ],
  ])('proves nothing where %s', async (_, fault) => {
    const proof = await control({ ...denied, ...fault }).host.prove(order(deploy));

    expect(proof.proven).toBe(false);
    expect(proof.records.length).toBeGreaterThan(0);
  });

  it('proves nothing of a role whose older sessions alone are denied, and says what is left', async () => {
    const revoked = policy({
      Statement: [
        {
          ...DENIAL.Statement[0],
          Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-11-24T12:00:00.000Z' } },
        },
      ],
    });
    const script: Script = {
      ...denied,
      'iam:GetRolePolicy': () => ({ RoleName: 'web', ...revoked }),
    };
    const { host, made } = control(script, 'sessions');

    const { proven, reason } = await host.prove(order(web));

    expect(proven).toBe(false);
    expect(reason).toContain('can take a new one');
    expect(
      made.find(({ operation }) => operation === 'iam:SimulatePrincipalPolicy')?.input,
    ).toMatchObject({
      ContextEntries: [{ ContextKeyName: 'aws:TokenIssueTime' }],
    });
    const unrevoked = control(
      { ...denied, 'iam:GetRolePolicy': fails('aws.not-found') },
      'sessions',
    );
    expect((await unrevoked.host.prove(order(web))).reason).toContain('not revoked');
  });
});
