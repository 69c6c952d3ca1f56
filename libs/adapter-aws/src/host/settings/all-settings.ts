import { addressAssociation } from './address-association.ts';
import { autoScalingMembership, groupMinimum, scaleInProtection } from './auto-scaling.ts';
import { deleteOnTermination } from './delete-on-termination.ts';
import { shutdownBehaviour, stopProtection, terminationProtection } from './instance-attributes.ts';
import { instanceProfile } from './instance-profile.ts';
import { instanceTag } from './instance-tag.ts';
import { interfaceGroups } from './interface-groups.ts';
import { classicRegistration, targetRegistration } from './load-balancing.ts';
import { networkAcl, subnetAcl } from './network-acl.ts';
import { securityGroup } from './security-group.ts';
import { sessionRevocation } from './session-revocation.ts';
import type { HostContext, Setting } from './setting.ts';

/** Every setting that a case may change of a host, by name. */
export function allSettings(context: HostContext): ReadonlyMap<string, Setting> {
  const all = [
    addressAssociation(context),
    autoScalingMembership(context),
    classicRegistration(context),
    deleteOnTermination(context),
    groupMinimum(context),
    instanceProfile(context),
    instanceTag(context),
    interfaceGroups(context),
    networkAcl(context),
    scaleInProtection(context),
    securityGroup(context),
    sessionRevocation(context),
    shutdownBehaviour(context),
    stopProtection(context),
    subnetAcl(context),
    targetRegistration(context),
    terminationProtection(context),
  ];
  return new Map(all.map((setting) => [setting.name, setting]));
}
