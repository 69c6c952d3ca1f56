import { partitionOf } from '../gateway/partition.ts';
import type { Making } from './making.ts';
import type { Scenario } from './scenario-schema.ts';

/** Roles of accounts, and profiles of instances with the role that each wears. */
export async function makeIdentities(making: Making, scenario: Scenario): Promise<void> {
  const { region } = scenario;
  for (const { account, name, policy, trusts } of scenario.roles) {
    const { base, path } = split(name);
    const principals = trusts.map((trusted) => rootOf(scenario, trusted, region));
    await makeRole(making, {
      ...{ account, region, base, path, policy },
      principal: { AWS: principals },
    });
  }
  for (const { account, name, path, policy } of scenario.profiles) {
    const place = making.place({ account, region });
    const principal = { Service: 'ec2.amazonaws.com' };
    await makeRole(making, { ...{ account, region, base: name, path, policy, principal } });
    await making.caller.query(place, 'iam:CreateInstanceProfile', {
      InstanceProfileName: name,
      Path: path,
    });
    await making.caller.query(place, 'iam:AddRoleToInstanceProfile', {
      InstanceProfileName: name,
      RoleName: name,
    });
  }
}

interface WantedRole {
  readonly account: string;
  readonly region: string;
  readonly base: string;
  readonly path: string;
  readonly policy: unknown;
  readonly principal: object;
}

async function makeRole(making: Making, role: WantedRole): Promise<void> {
  const place = making.place(role);
  await making.caller.query(place, 'iam:CreateRole', {
    RoleName: role.base,
    Path: role.path,
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: role.principal }],
    }),
  });
  if (role.policy === undefined) return;
  await making.caller.query(place, 'iam:PutRolePolicy', {
    RoleName: role.base,
    PolicyName: 'scenario',
    PolicyDocument: JSON.stringify(role.policy),
  });
}

function split(name: string): { readonly base: string; readonly path: string } {
  const at = name.lastIndexOf('/');
  return { base: name.slice(at + 1), path: at < 0 ? '/' : `/${name.slice(0, at)}/` };
}

function rootOf(scenario: Scenario, trusted: string, region: string): string {
  const account = scenario.accounts[trusted];
  return account === undefined ? trusted : `arn:${partitionOf(region)}:iam::${account}:root`;
}
