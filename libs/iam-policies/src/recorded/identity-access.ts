import type { Access } from '../judge/judge.ts';
import type { CallPlace, RecordedCall } from './recorded-call.ts';
import { requestTags } from './request-tags.ts';
import { objects, text, texts } from './values.ts';

const baseName = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
const iamArn = ({ partition, account, pathOf }: CallPlace, kind: string, name: string): string =>
  `arn:${partition}:iam::${account}:${kind}/${pathOf?.(name) ?? name}`;

/** What a call to IAM needs: the right on the role, user, group or profile that it names. */
export function iamAccess(call: RecordedCall, place: CallPlace): readonly Access[] {
  const { operation, parameters } = call;
  const kinds = [
    ['role', 'RoleName'],
    ['user', 'UserName'],
    ['group', 'GroupName'],
    ['instance-profile', 'InstanceProfileName'],
  ] as const;
  const named = kinds.flatMap(([kind, parameter]) => {
    const name = text(parameters, parameter);
    return name === '' ? [] : [iamArn(place, kind, name)];
  });
  const all = [
    ...named,
    ...texts(parameters, 'PolicyArn'),
    ...texts(parameters, 'PolicySourceArn'),
    // It names a key alone, and IAM asks for the right on the user of that.
    ...(operation === 'GetAccessKeyLastUsed' ? [iamArn(place, 'user', '*')] : []),
  ];
  const resources = all.length === 0 ? ['*'] : all;
  return resources.map((resource) => ({ action: `iam:${operation}`, resource, context: {} }));
}

/** To give an instance a profile is to pass the role that the profile wears. */
export function passRole(
  { operation, parameters }: RecordedCall,
  place: CallPlace,
): readonly Access[] {
  if (
    operation !== 'AssociateIamInstanceProfile' &&
    operation !== 'ReplaceIamInstanceProfileAssociation'
  )
    return [];
  const profile = baseName(
    text(parameters, 'IamInstanceProfile', 'Arn') || text(parameters, 'IamInstanceProfile', 'Name'),
  );
  const role = place.roleOfProfile?.(profile) ?? '*';
  return [
    {
      action: 'iam:PassRole',
      resource: `arn:${place.partition}:iam::${place.account}:role/${role}`,
      context: { 'iam:PassedToService': 'ec2.service' },
    },
  ];
}

/** To take a role; tags of the session are a right of their own. Who one is needs no right. */
export function stsAccess(call: RecordedCall, place: CallPlace): readonly Access[] {
  const { operation, parameters } = call;
  if (operation === 'GetCallerIdentity') return [];
  const resource = text(parameters, 'RoleArn') || '*';
  const externalId = text(parameters, 'ExternalId');
  const tags = objects(parameters, 'Tags');
  const context = {
    ...requestTags(tags),
    ...(externalId === '' ? {} : { 'sts:ExternalId': externalId }),
    ...(place.organization === undefined
      ? {}
      : { 'aws:ResourceOrgID': place.organization, 'aws:PrincipalOrgID': place.organization }),
  };
  return [
    { action: `sts:${operation}`, resource, context },
    ...(tags.length === 0 ? [] : [{ action: 'sts:TagSession', resource, context }]),
  ];
}
