import type { Technique } from '@afo/domain';
import type { ContainOptions } from '../changes/options.ts';
import type { HostCalls } from '../host-calls.ts';
import { isGone, nameOfArn } from '../inventory/instance.ts';
import type { Instance } from '../inventory/instance.ts';
import { profileOf, rolesIn } from '../inventory/role-answers.ts';
import { impossible, possible, unanswered } from './verdict.ts';

/** Whether the host can be kept as it is. */
export function preserveTechniques(instance: Instance): readonly Technique[] {
  const { state, isSpot } = instance;
  if (isGone(instance)) return [impossible('preserve', `the instance is ${state}`)];
  return [
    possible('preserve', `the instance is ${state}; nothing may end or recycle it`),
    ...(isSpot ? [impossible('preserve/spot', SPOT)] : []),
  ];
}

const SPOT = 'EC2 may take a Spot instance back at any time, and it cannot be protected from that';

/** Whether and by what the host can be cut off. */
export async function containTechniques(
  calls: HostCalls,
  instance: Instance,
  { networkAclFallback = false }: ContainOptions,
): Promise<readonly Technique[]> {
  const { interfaces, state } = instance;
  if (isGone(instance)) return [impossible('contain', `the instance is ${state}`)];
  if (interfaces.length === 0) return [impossible('contain', 'the host has no network interface')];
  const enis = `${interfaces.length} network interface${interfaces.length === 1 ? '' : 's'}`;
  return [
    possible('contain', `the instance is ${state} and has ${enis}`),
    possible('contain/security-group', `a closed group can be put on ${enis}`),
    aclTechnique(networkAclFallback),
    await roleTechnique(calls, instance),
  ];
}

const aclTechnique = (isAllowed: boolean): Technique =>
  isAllowed
    ? possible(
        'contain/network-acl',
        'only where groups cannot be changed; it hits every other interface of the subnets, and cuts nothing within them',
      )
    : impossible('contain/network-acl', 'this deployment does not allow it');

async function roleTechnique(calls: HostCalls, { profileArn }: Instance): Promise<Technique> {
  const technique = 'contain/role';
  if (profileArn === undefined)
    return impossible(technique, 'the host wears no instance profile: there is none to take away');
  const profile = await profileOf(calls, profileArn);
  const open = unanswered(technique, profile);
  if (open !== undefined) return open;
  const names = rolesIn(profile).map(({ name }) => name);
  if (names.length === 0)
    return impossible(technique, `the profile ${nameOfArn(profileArn)} holds no role`);
  return possible(
    technique,
    `sessions of ${names.join(', ')} can be revoked, which hits whoever else wears it`,
  );
}
