import { textsIn } from '@afo/aws-lab';
import type { AwsLab } from '@afo/aws-lab';
import { askMember } from '../../src/host-picture.ts';

const ALLOWS = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
});
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
});

/** A user of the member account with a policy, a console password and two keys; the ids of these. */
export async function makeUser(lab: AwsLab, UserName: string): Promise<readonly string[]> {
  await askMember(lab, 'iam:CreateUser', { UserName, Path: '/web/' });
  await askMember(lab, 'iam:PutUserPolicy', {
    ...{ UserName, PolicyName: 'own', PolicyDocument: ALLOWS },
  });
  await askMember(lab, 'iam:CreateLoginProfile', { UserName, Password: 'correct horse 1!' });
  const keys: string[] = [];
  for (let made = 0; made < 2; made += 1)
    keys.push(...textsIn(await askMember(lab, 'iam:CreateAccessKey', { UserName }), 'AccessKeyId'));
  const [, second = ''] = keys;
  await askMember(lab, 'iam:UpdateAccessKey', {
    ...{ UserName, AccessKeyId: second, Status: 'Inactive' },
  });
  return keys;
}

export const makeRole = (lab: AwsLab, RoleName: string): Promise<string> =>
  askMember(lab, 'iam:CreateRole', {
    ...{ RoleName, Path: '/web/', AssumeRolePolicyDocument: TRUST },
  });

/** What a user may do and how it signs in, asked by plain HTTP and none of the product's code. */
export async function lookAtUser(lab: AwsLab, UserName: string) {
  const keys = await askMember(lab, 'iam:ListAccessKeys', { UserName });
  const policies = textsIn(await askMember(lab, 'iam:ListUserPolicies', { UserName }), 'member');
  const documents: Record<string, string> = {};
  for (const PolicyName of policies) {
    const xml = await askMember(lab, 'iam:GetUserPolicy', { UserName, PolicyName });
    documents[PolicyName] = textsIn(xml, 'PolicyDocument').map(decodeURIComponent).join();
  }
  const login = await askMember(lab, 'iam:GetLoginProfile', { UserName });
  return {
    documents,
    keys: textsIn(keys, 'AccessKeyId').map(
      (key, at) => `${key} ${textsIn(keys, 'Status')[at] ?? '?'}`,
    ),
    hasPassword: textsIn(login, 'UserName').includes(UserName),
  };
}

export async function policiesOfRole(lab: AwsLab, RoleName: string): Promise<readonly string[]> {
  const names = textsIn(await askMember(lab, 'iam:ListRolePolicies', { RoleName }), 'member');
  const documents: string[] = [];
  for (const PolicyName of names) {
    const xml = await askMember(lab, 'iam:GetRolePolicy', { RoleName, PolicyName });
    documents.push(...textsIn(xml, 'PolicyDocument').map(decodeURIComponent));
  }
  return documents;
}
