import * as sdk from '@aws-sdk/client-iam';
import type { ClientSettings } from '../../clients.ts';

/** Operations of IAM, one a row. */
export function openIam(settings: ClientSettings) {
  const iam = new sdk.IAMClient(settings);
  return {
    senders: {
      'iam:DeleteRolePolicy': (input: sdk.DeleteRolePolicyCommandInput) =>
        iam.send(new sdk.DeleteRolePolicyCommand(input)),
      'iam:GetInstanceProfile': (input: sdk.GetInstanceProfileCommandInput) =>
        iam.send(new sdk.GetInstanceProfileCommand(input)),
      'iam:GetPolicy': (input: sdk.GetPolicyCommandInput) =>
        iam.send(new sdk.GetPolicyCommand(input)),
      'iam:GetPolicyVersion': (input: sdk.GetPolicyVersionCommandInput) =>
        iam.send(new sdk.GetPolicyVersionCommand(input)),
      'iam:GetRole': (input: sdk.GetRoleCommandInput) => iam.send(new sdk.GetRoleCommand(input)),
      'iam:GetRolePolicy': (input: sdk.GetRolePolicyCommandInput) =>
        iam.send(new sdk.GetRolePolicyCommand(input)),
      'iam:ListAttachedRolePolicies': (input: sdk.ListAttachedRolePoliciesCommandInput) =>
        iam.send(new sdk.ListAttachedRolePoliciesCommand(input)),
      'iam:ListInstanceProfilesForRole': (input: sdk.ListInstanceProfilesForRoleCommandInput) =>
        iam.send(new sdk.ListInstanceProfilesForRoleCommand(input)),
      'iam:ListRolePolicies': (input: sdk.ListRolePoliciesCommandInput) =>
        iam.send(new sdk.ListRolePoliciesCommand(input)),
      'iam:PutRolePolicy': (input: sdk.PutRolePolicyCommandInput) =>
        iam.send(new sdk.PutRolePolicyCommand(input)),
    },
    close: () => {
      iam.destroy();
    },
  };
}
