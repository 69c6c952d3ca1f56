import { PortError } from '@afo/ports';
import type { HostState } from '@afo/ports';
import { z } from 'zod';
import { CASE_TAG, findCaseGroup } from './case-group.ts';
import type { Group } from './case-group.ts';
import { permissionsOf, rulesOf } from './rules.ts';
import type { Permission } from './rules.ts';
import { found, stateAs } from './setting.ts';
import type { HostContext, Setting, ShownCall } from './setting.ts';

const NAME = 'security-group';
const rules = z.array(z.string().max(256)).max(1000);
const schema = z.object({
  exists: z.boolean().optional(),
  inbound: rules.optional(),
  outbound: rules.optional(),
});
type Direction = 'inbound' | 'outbound';

export const groupResource = (vpc: string, name: string): string => `${vpc}/${name}`;

/**
 * A group of the case, there or not, and its rules: `{ exists, inbound, outbound }`. EC2 makes a group with open
 * egress: who makes one sees to it that its rules are in effect before it is put on anything (F-23).
 */
export function securityGroup(context: HostContext): Setting {
  const find = (resource: string) => findCaseGroup(context, placeOf(resource));
  return {
    name: NAME,
    read: async (resource) => {
      const group = await find(resource);
      return {
        exists: group !== undefined,
        inbound: rulesOf(group?.IpPermissions),
        outbound: rulesOf(group?.IpPermissionsEgress),
      };
    },
    set: async (resource, wanted) => {
      const state = stateAs(schema, wanted, NAME);
      const group = await find(resource);
      if (state.exists === false) return await remove(context, group);
      const made = group === undefined ? await make(context, resource) : undefined;
      const there = group ?? found(await find(resource), resource);
      const directed = async (direction: Direction): Promise<string | undefined> => {
        try {
          return await direct(context, there, [direction, state[direction]]);
        } catch (error) {
          // Where an answer got lost the SDK asks again, and EC2 says that the rule is there already. It may be another.
          if (!isConflict(error)) throw error;
          return await direct(context, found(await find(resource), resource), [
            direction,
            state[direction],
          ]);
        }
      };
      const inbound = await directed('inbound');
      const outbound = await directed('outbound');
      return outbound ?? inbound ?? made;
    },
    shown: (resource, wanted) => shown(resource, wanted),
  };
}

function placeOf(resource: string): { readonly vpc: string; readonly name: string } {
  const at = resource.indexOf('/');
  return { vpc: resource.slice(0, at), name: resource.slice(at + 1) };
}

async function make(
  { calls, case: id }: HostContext,
  resource: string,
): Promise<string | undefined> {
  const { vpc, name } = placeOf(resource);
  const { requestId } = await calls.call('ec2:CreateSecurityGroup', {
    VpcId: vpc,
    GroupName: name,
    Description: `Made for case ${id}`,
    TagSpecifications: [{ ResourceType: 'security-group', Tags: [{ Key: CASE_TAG, Value: id }] }],
  });
  return requestId;
}

/** EC2 sees a group as worn for a moment after it has been taken off the last interface. */
const DELETE_WAITS = [1_000, 2_000, 4_000];

async function remove(
  context: HostContext,
  group: Group | undefined,
  waits: readonly number[] = DELETE_WAITS,
): Promise<string | undefined> {
  if (group === undefined) return undefined;
  try {
    return (await context.calls.call('ec2:DeleteSecurityGroup', { GroupId: group.GroupId }))
      .requestId;
  } catch (error) {
    const [wait, ...more] = waits;
    if (wait === undefined || !isConflict(error)) throw error;
    await context.sleep(wait);
    return await remove(context, group, more);
  }
}

const isConflict = (error: unknown): boolean =>
  error instanceof PortError && error.code === 'aws.conflict';

/** Takes away the rules that are too many, then adds those that are missing. */
async function direct(
  { calls }: HostContext,
  { GroupId, ...group }: Group,
  [direction, wanted]: readonly [Direction, readonly string[] | undefined],
): Promise<string | undefined> {
  if (wanted === undefined) return undefined;
  const isIn = direction === 'inbound';
  const now = rulesOf(isIn ? group.IpPermissions : group.IpPermissionsEgress);
  const permissions = (from: readonly string[], without: readonly string[]): Permission[] =>
    permissionsOf(from.filter((rule) => !without.includes(rule)));
  const revoked = permissions(now, wanted);
  const added = permissions(wanted, now);
  let last: string | undefined;
  if (revoked.length > 0)
    last = (
      await calls.call(isIn ? 'ec2:RevokeSecurityGroupIngress' : 'ec2:RevokeSecurityGroupEgress', {
        GroupId,
        IpPermissions: revoked,
      })
    ).requestId;
  if (added.length > 0)
    last = (
      await calls.call(
        isIn ? 'ec2:AuthorizeSecurityGroupIngress' : 'ec2:AuthorizeSecurityGroupEgress',
        { GroupId, IpPermissions: added },
      )
    ).requestId;
  return last;
}

function shown(resource: string, wanted: HostState): ShownCall {
  const { exists, inbound, outbound } = stateAs(schema, wanted, NAME);
  const { name } = placeOf(resource);
  if (exists === false) return { call: 'ec2:DeleteSecurityGroup', parameters: { GroupName: name } };
  if (inbound === undefined && outbound === undefined)
    return { call: 'ec2:CreateSecurityGroup', parameters: { GroupName: name } };
  const inWords = (list: readonly string[]): string =>
    list.length === 0 ? 'none' : list.join(', ').slice(0, 4096);
  const isOpening = (inbound ?? outbound ?? []).length > 0;
  const verb = isOpening ? 'Authorize' : 'Revoke';
  return {
    call: `ec2:${verb}SecurityGroup${outbound === undefined ? 'Ingress' : 'Egress'}`,
    parameters: {
      GroupName: name,
      ...(inbound === undefined ? {} : { inbound: inWords(inbound) }),
      ...(outbound === undefined ? {} : { outbound: inWords(outbound) }),
    },
  };
}
