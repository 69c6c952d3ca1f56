import type { Where } from '@afo/domain';
import type { InventoryRecord } from '@afo/ports';
import type { HostCalls, Operation } from '../host-calls.ts';
import { distinct, filterBy } from './answered.ts';
import { ask } from './ask.ts';
import type { Asked } from './ask.ts';
import type { Instance } from './instance.ts';
import { nextMarker, nextToken } from './pages.ts';
import { jsonBytes } from './record.ts';
import { profileOf, rolesIn } from './role-answers.ts';

/** Other instances of the account and region that have something in common with the subject. */
export interface Sharing {
  readonly what: 'image' | 'key-pair' | 'security-group' | 'profile' | 'role';
  readonly id: string;
  /** Instances, and interfaces of what is none. */
  readonly instances: readonly string[];
  /** Why there may be more; absent where these are all. */
  readonly gap?: string;
  readonly from: readonly { readonly operation: Operation; readonly requestId?: string }[];
}

/** Up to 5,000 instances of each kind; whoever shares more is named in part, and the gap says so. */
const BOUNDED = { next: nextToken, pages: 10 };
const MaxResults = 500;

/** What the subject's instance shares with others, each with the answers that it was learnt from (TRI-8). */
export async function sharingsOf(
  calls: HostCalls,
  instance: Instance,
): Promise<readonly Sharing[]> {
  const { image, keyName, interfaces, profileArn } = instance;
  const sharings: Sharing[] = [];
  const shares = (what: Sharing['what'], id: string, ...all: readonly Found[]) =>
    sharings.push(sharing({ what, id, besides: instance.id }, all));
  if (image !== undefined) shares('image', image, await describedBy(calls, 'image-id', image));
  if (keyName !== undefined)
    shares('key-pair', keyName, await describedBy(calls, 'key-name', keyName));
  for (const group of distinct(interfaces.flatMap(({ groups }) => groups)))
    shares('security-group', group, await membersOf(calls, group));
  if (profileArn !== undefined) {
    shares('profile', profileArn, await wearersOf(calls, [profileArn]));
    for (const { id, found } of await roleWearers(calls, profileArn)) shares('role', id, ...found);
  }
  return sharings;
}

/** The same as evidence. It is derived, and says so: the answers that it names are the evidence of AWS. */
export function blastRadiusRecord(sharings: readonly Sharing[], where: Where): InventoryRecord {
  const isWhole = sharings.every(({ gap }) => gap === undefined);
  return {
    name: isWhole ? 'blast-radius' : 'blast-radius (partial)',
    where,
    bytes: jsonBytes({
      derived: 'by this product, from the answers that each entry names',
      complete: isWhole,
      sharings,
      notLookedAt: [
        'what else wears the roles, such as functions, tasks and people',
        'other regions and accounts',
        'whom the host has talked to',
      ],
    }),
  };
}

/** A question with what it found. */
interface Found {
  readonly asked: Asked<Operation>;
  readonly instances: readonly string[];
}

/** A role may be worn under several profiles: whoever denies the role hits all of their instances (F-27). */
async function roleWearers(
  calls: HostCalls,
  profileArn: string,
): Promise<readonly { readonly id: string; readonly found: readonly Found[] }[]> {
  const profile = await profileOf(calls, profileArn);
  if (profile.gap !== undefined)
    return [{ id: `of ${profileArn}`, found: [{ asked: profile, instances: [] }] }];
  const wearers = [];
  for (const { name, arn } of rolesIn(profile)) {
    const profiles = await ask(calls, ['iam:ListInstanceProfilesForRole', { RoleName: name }], {
      next: nextMarker,
    });
    const arns = profiles.answers
      .flatMap(({ InstanceProfiles }) => InstanceProfiles ?? [])
      .flatMap(({ Arn }) => Arn ?? []);
    const found = [{ asked: profiles, instances: [] }, await wearersOf(calls, arns)];
    wearers.push({ id: arn, found });
  }
  return wearers;
}

async function describedBy(calls: HostCalls, filter: string, id: string): Promise<Found> {
  const asked = await ask(
    calls,
    ['ec2:DescribeInstances', { ...filterBy(filter, [id]), MaxResults }],
    BOUNDED,
  );
  const instances = asked.answers
    .flatMap(({ Reservations }) => Reservations ?? [])
    .flatMap(({ Instances }) => Instances ?? [])
    .filter(({ State }) => State?.Name !== 'terminated');
  return { asked, instances: instances.flatMap(({ InstanceId }) => InstanceId ?? []) };
}

/** By interface, since a group may be on any of an instance's; an interface of something else is named itself. */
async function membersOf(calls: HostCalls, group: string): Promise<Found> {
  const question = { ...filterBy('group-id', [group]), MaxResults };
  const asked = await ask(calls, ['ec2:DescribeNetworkInterfaces', question], BOUNDED);
  const members = asked.answers.flatMap(({ NetworkInterfaces }) => NetworkInterfaces ?? []);
  return {
    asked,
    instances: members.flatMap((eni) => eni.Attachment?.InstanceId ?? eni.NetworkInterfaceId ?? []),
  };
}

/** Associations cannot be asked for by profile. */
async function wearersOf(calls: HostCalls, profiles: readonly string[]): Promise<Found> {
  const question = { ...filterBy('state', ['associated']), MaxResults };
  const asked = await ask(calls, ['ec2:DescribeIamInstanceProfileAssociations', question], BOUNDED);
  const worn = asked.answers
    .flatMap(({ IamInstanceProfileAssociations }) => IamInstanceProfileAssociations ?? [])
    .filter(({ IamInstanceProfile }) => profiles.includes(IamInstanceProfile?.Arn ?? ''));
  return { asked, instances: worn.flatMap(({ InstanceId }) => InstanceId ?? []) };
}

function sharing(
  { what, id, besides }: Pick<Sharing, 'what' | 'id'> & { readonly besides: string },
  all: readonly Found[],
): Sharing {
  const gap = all.find(({ asked }) => asked.gap !== undefined)?.asked.gap;
  return {
    what,
    id,
    instances: distinct(all.flatMap(({ instances }) => instances)).filter((one) => one !== besides),
    ...(gap === undefined ? {} : { gap }),
    from: all.flatMap(({ asked }) => asked.calls.map((call) => source(asked.operation, call))),
  };
}

const source = (
  operation: Operation,
  { requestId }: { readonly requestId?: string },
): Sharing['from'][number] => ({ operation, ...(requestId === undefined ? {} : { requestId }) });
