import * as sdk from '@aws-sdk/client-iam';
import type { ClientSettings } from '../../clients.ts';

/** Operations of IAM, one a row. */
export function openIam(settings: ClientSettings) {
  const iam = new sdk.IAMClient(settings);
  return {
    senders: {
      'iam:DeleteRolePolicy': (input: sdk.DeleteRolePolicyCommandInput) =>
        iam.send(new sdk.DeleteRolePolicyCommand(input)),
      'iam:DeleteUserPolicy': (input: sdk.DeleteUserPolicyCommandInput) =>
        iam.send(new sdk.DeleteUserPolicyCommand(input)),
      'iam:GetAccessKeyLastUsed': (input: sdk.GetAccessKeyLastUsedCommandInput) =>
        iam.send(new sdk.GetAccessKeyLastUsedCommand(input)),
      'iam:GetGroupPolicy': (input: sdk.GetGroupPolicyCommandInput) =>
        iam.send(new sdk.GetGroupPolicyCommand(input)),
      'iam:GetInstanceProfile': (input: sdk.GetInstanceProfileCommandInput) =>
        iam.send(new sdk.GetInstanceProfileCommand(input)),
      'iam:GetLoginProfile': (input: sdk.GetLoginProfileCommandInput) =>
        iam.send(new sdk.GetLoginProfileCommand(input)),
      'iam:GetPolicy': (input: sdk.GetPolicyCommandInput) =>
        iam.send(new sdk.GetPolicyCommand(input)),
      'iam:GetPolicyVersion': (input: sdk.GetPolicyVersionCommandInput) =>
        iam.send(new sdk.GetPolicyVersionCommand(input)),
      'iam:GetRole': (input: sdk.GetRoleCommandInput) => iam.send(new sdk.GetRoleCommand(input)),
      'iam:GetRolePolicy': (input: sdk.GetRolePolicyCommandInput) =>
        iam.send(new sdk.GetRolePolicyCommand(input)),
      'iam:GetUser': (input: sdk.GetUserCommandInput) => iam.send(new sdk.GetUserCommand(input)),
      'iam:GetUserPolicy': (input: sdk.GetUserPolicyCommandInput) =>
        iam.send(new sdk.GetUserPolicyCommand(input)),
      'iam:ListAccessKeys': (input: sdk.ListAccessKeysCommandInput) =>
        iam.send(new sdk.ListAccessKeysCommand(input)),
      'iam:ListAttachedGroupPolicies': (input: sdk.ListAttachedGroupPoliciesCommandInput) =>
        iam.send(new sdk.ListAttachedGroupPoliciesCommand(input)),
      'iam:ListAttachedRolePolicies': (input: sdk.ListAttachedRolePoliciesCommandInput) =>
        iam.send(new sdk.ListAttachedRolePoliciesCommand(input)),
      'iam:ListAttachedUserPolicies': (input: sdk.ListAttachedUserPoliciesCommandInput) =>
        iam.send(new sdk.ListAttachedUserPoliciesCommand(input)),
      'iam:ListGroupPolicies': (input: sdk.ListGroupPoliciesCommandInput) =>
        iam.send(new sdk.ListGroupPoliciesCommand(input)),
      'iam:ListGroupsForUser': (input: sdk.ListGroupsForUserCommandInput) =>
        iam.send(new sdk.ListGroupsForUserCommand(input)),
      'iam:ListInstanceProfilesForRole': (input: sdk.ListInstanceProfilesForRoleCommandInput) =>
        iam.send(new sdk.ListInstanceProfilesForRoleCommand(input)),
      'iam:ListMFADevices': (input: sdk.ListMFADevicesCommandInput) =>
        iam.send(new sdk.ListMFADevicesCommand(input)),
      'iam:ListRolePolicies': (input: sdk.ListRolePoliciesCommandInput) =>
        iam.send(new sdk.ListRolePoliciesCommand(input)),
      'iam:ListUserPolicies': (input: sdk.ListUserPoliciesCommandInput) =>
        iam.send(new sdk.ListUserPoliciesCommand(input)),
      'iam:PutRolePolicy': (input: sdk.PutRolePolicyCommandInput) =>
        iam.send(new sdk.PutRolePolicyCommand(input)),
      'iam:PutUserPolicy': (input: sdk.PutUserPolicyCommandInput) =>
        iam.send(new sdk.PutUserPolicyCommand(input)),
      'iam:SimulatePrincipalPolicy': (input: sdk.SimulatePrincipalPolicyCommandInput) =>
        iam.send(new sdk.SimulatePrincipalPolicyCommand(input)),
      'iam:UpdateAccessKey': (input: sdk.UpdateAccessKeyCommandInput) =>
        iam.send(new sdk.UpdateAccessKeyCommand(input)),
    },
    close: () => {
      iam.destroy();
    },
  };
}
