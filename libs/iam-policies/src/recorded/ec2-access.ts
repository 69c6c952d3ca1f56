import type { Access, AccessContext } from '../judge/judge.ts';
import { createdBy, namedBy } from './ec2-resources.ts';
import type { NamedResource } from './ec2-resources.ts';
import { passRole } from './identity-access.ts';
import type { CallPlace, RecordedCall } from './recorded-call.ts';
import { requestTags } from './request-tags.ts';
import { objects, text } from './values.ts';

/**
 * What a call to EC2 needs: the right on every resource that it names and on each that it makes, and the right to
 * create tags with it where it does so. What an id in the request does not tell (the instance of an association) is
 * written `*`: only a policy for all of that kind allows it.
 */
export function ec2Access(call: RecordedCall, place: CallPlace): readonly Access[] {
  const { operation } = call;
  const action = `ec2:${operation}`;
  const created = createdBy(operation).map((type) => madeAnew(call, place, type));
  const named = namedBy(call).map((resource) => standing(call, place, resource));
  const all = [...created, ...named];
  const needed = all.length === 0 ? [{ resource: '*', context: {} }] : all;
  return [
    ...needed.map(({ resource, context }) => ({ action, resource, context })),
    ...created
      .filter(({ context }) => context['aws:TagKeys'] !== undefined)
      .map(({ resource, context }) => ({
        action: 'ec2:CreateTags',
        resource,
        context: { ...context, 'ec2:CreateAction': operation },
      })),
    ...passRole(call, place),
  ];
}

type Needed = Omit<Access, 'action'>;

function madeAnew({ parameters }: RecordedCall, place: CallPlace, type: string): Needed {
  const tags = objects(parameters, 'TagSpecification')
    .filter((specification) => text(specification, 'ResourceType') === type)
    .flatMap((specification) => objects(specification, 'Tag'));
  return { resource: ec2Arn(place, { type, id: '*' }), context: requestTags(tags) };
}

function standing(call: RecordedCall, place: CallPlace, resource: NamedResource): Needed {
  const { operation, parameters } = call;
  const tags = Object.entries(place.tagsOf?.(resource.id) ?? {});
  return {
    resource: ec2Arn(place, resource),
    context: {
      ...Object.fromEntries(tags.map(([key, value]) => [`aws:ResourceTag/${key}`, value])),
      ...(operation === 'CreateTags' || operation === 'DeleteTags'
        ? requestTags(objects(parameters, 'Tag'))
        : {}),
      ...(operation === 'ModifySnapshotAttribute' ? permissions(parameters) : {}),
    },
  };
}

const NO_ACCOUNT = ['image', 'snapshot'];

function ec2Arn({ partition, region, account }: CallPlace, resource: NamedResource): string {
  const owner = NO_ACCOUNT.includes(resource.type) ? '' : account;
  return `arn:${partition}:ec2:${resource.region ?? region}:${owner}:${resource.type}/${resource.id}`;
}

function permissions(parameters: RecordedCall['parameters']): AccessContext {
  return Object.fromEntries(
    ['Add', 'Remove'].flatMap((kind) =>
      ['UserId', 'Group'].flatMap((field) => {
        const values = objects(parameters, 'CreateVolumePermission', kind)
          .map((permission) => text(permission, field))
          .filter((value) => value !== '');
        const key = `ec2:${kind}/${field === 'UserId' ? 'userId' : 'group'}`;
        return values.length === 0 ? [] : [[key, values] as const];
      }),
    ),
  );
}
