import type { PrincipalSubject } from '@afo/domain';
import { caseIdSchema } from '@afo/domain';
import { openPrincipalControl } from '../src/principal/principal-control.ts';
import type { RoleContainment } from '../src/principal/contain-principal.ts';
import { scriptedCalls } from './scripted-calls.ts';
import type { Script } from './scripted-calls.ts';

export const CASE = caseIdSchema.parse('01a20d4a-d270-7a6e-9a98-a4cc945b14c4');
const HOME = { partition: 'aws', account: '111122223333' };
export const deploy: PrincipalSubject = {
  kind: 'iam-user',
  id: 'deploy',
  ...HOME,
  accessKeys: ['AKIAIOSFODNN7EXAMPLE'],
};
export const web: PrincipalSubject = { kind: 'iam-role', id: 'web', ...HOME };
export const arn = (resource: string, account = HOME.account) =>
  `arn:aws:iam::${account}:${resource}`;
const now = new Date(0);

export const trusts = (Principal: unknown) =>
  encodeURIComponent(JSON.stringify({ Statement: [{ Effect: 'Allow', Principal }] }));
export const user = (Arn = arn('user/deploy')) => ({
  User: { Path: '/', UserName: 'deploy', UserId: 'AIDA', Arn, CreateDate: now },
});
export const role = (Arn = arn('role/web'), AssumeRolePolicyDocument = trusts('*')) => ({
  Role: {
    Path: '/',
    RoleName: 'web',
    RoleId: 'AROA',
    Arn,
    CreateDate: now,
    AssumeRolePolicyDocument,
  },
});
export const policy = (document: object) => ({
  PolicyName: 'p',
  PolicyDocument: encodeURIComponent(JSON.stringify(document)),
});
export const DENIAL = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'DenyEverything', Effect: 'Deny', Action: '*', Resource: '*' }],
};
export const denied: Script = {
  'iam:GetUser': () => user(),
  'iam:GetRole': () => role(),
  'iam:GetUserPolicy': () => ({ UserName: 'deploy', ...policy(DENIAL) }),
  'iam:GetRolePolicy': () => ({ RoleName: 'web', ...policy(DENIAL) }),
  'iam:ListAccessKeys': () => ({
    AccessKeyMetadata: [{ AccessKeyId: 'AKIAONE', Status: 'Inactive' }],
  }),
  'iam:SimulatePrincipalPolicy': ({ ActionNames = [] }) => ({
    EvaluationResults: ActionNames.map((EvalActionName) => ({
      EvalActionName,
      EvalDecision: 'explicitDeny',
    })),
  }),
};

export function control(script: Script, containRole: RoleContainment = 'everything') {
  const calls = scriptedCalls(script);
  const host = openPrincipalControl({
    callsFor: () => calls,
    own: { account: '999999999999', memberRole: 'forensics/afo-member' },
    role: containRole,
    now: () => 0,
    sleep: () => Promise.resolve(),
  });
  return { host, made: calls.made };
}
export const order = (subject: PrincipalSubject) => ({ case: CASE, subject });
