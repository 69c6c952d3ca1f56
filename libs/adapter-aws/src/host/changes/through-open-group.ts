import type { HostChange, HostState } from '@afo/ports';
import { PortError } from '@afo/ports';
import { briefly } from '../brief-calls.ts';
import { groupName } from '../settings/case-group.ts';
import { interfaceGroups } from '../settings/interface-groups.ts';
import type { InterfaceGroups } from '../settings/interface-groups.ts';
import { securityGroup } from '../settings/security-group.ts';
import type { HostContext } from '../settings/setting.ts';
import type { LoggedChange } from './logged-change.ts';
import { isAsWanted, makeChange, untilItReads } from './make-change.ts';

const step = 'contain';

interface Through {
  readonly interface: string;
  /** The open group's name, and as a resource; what its rules are while it is open. */
  readonly name: string;
  readonly openGroup: string;
  readonly open: HostState;
  /** The state of an interface that is in quarantine. */
  readonly quarantined: HostState;
  readonly entering: readonly HostChange[];
  readonly leaving: readonly HostChange[];
}

/** Pauses between two dry runs of the way back, milliseconds; one that is not answered at once opens nothing. */
const REHEARSALS = [500, 2_000];
/** Looks for the effect of entering; a look more is an open moment that is longer. */
const LOOKS = [250, 500, 1_000];
/** Pauses between two ways out, milliseconds: with calls of 5 s at most this ends within the life of any session. */
const WAYS_OUT = [50, 100, 200, 400, 800, 1_600];

/** Into the open group and out of it at once; not entered unless EC2 has just said that it would let it out again. */
export function throughOpenGroup(
  context: HostContext,
  { interface: resource, name, openGroup, open, quarantined, entering, leaving }: Through,
): readonly [HostChange, HostChange] {
  const usual = interfaceGroups(context);
  const brief = interfaceGroups(briefly(context));
  const eni = { step, setting: usual, resource };
  const enter = makeChange(context, {
    ...{ ...eni, as: 'passage.enter', wanted: { groups: [name] }, needs: entering, once: true },
  });
  const leave = makeChange(context, {
    ...{ ...eni, as: 'passage.leave', wanted: quarantined, needs: leaving },
  });
  const way = { isRefused: false, isInside: false };
  const read = () => (way.isInside ? brief : usual).read(resource);
  const into = async (): Promise<string | undefined> => {
    way.isRefused = true;
    // An attempt before may have closed the group behind another interface.
    await securityGroup(context).set(openGroup, open);
    await rehearsed(context, () => brief.rehearse(resource, quarantined));
    Object.assign(way, { isRefused: false, isInside: true });
    const requestId = await brief.set(resource, enter.wanted);
    await untilSeen(context, brief, enter);
    return requestId;
  };
  const away = async (): Promise<string | undefined> => {
    if (way.isRefused) return undefined;
    const requestId = await outOf(context, {
      resource,
      wanted: quarantined,
      openGroups: [openGroup],
    });
    way.isInside = false;
    return requestId;
  };
  return [
    { ...enter, read, followedBy: leave.id, apply: into },
    { ...leave, read, endsAccess: true, apply: away },
  ];
}

/**
 * The ways out of open groups for every interface of which the log does not say that it has left one: where an attempt
 * ended in the open moment. They need nothing, and nothing comes before them.
 */
export function waysBack(
  context: HostContext,
  logged: readonly LoggedChange[],
): readonly HostChange[] {
  const passed = logged.filter(({ change }) => PASSAGE.test(change));
  const last = new Map(passed.map((entry) => [entry.resource, entry]));
  const name = groupName(context, 'conversion');
  const groups = new Set(
    logged.map(({ resource }) => resource).filter((resource) => resource.endsWith(`/${name}`)),
  );
  return [...last.values()]
    .filter(({ change, phase }) => change.includes('passage.enter') || phase !== 'done')
    .map(({ resource }) => {
      const out = makeChange(context, {
        ...{ step, setting: interfaceGroups(context), resource, as: 'passage.out' },
        wanted: { groups: [groupName(context, 'quarantine')] },
      });
      return {
        ...out,
        endsAccess: true,
        apply: () => outOf(context, { ...out, openGroups: [...groups] }),
      };
    });
}

const PASSAGE = /^contain\/passage\.(?:enter|leave|out)\//u;

async function rehearsed(
  context: HostContext,
  rehearse: () => Promise<void>,
  [pause, ...more]: readonly number[] = REHEARSALS,
): Promise<void> {
  try {
    await rehearse();
  } catch (error) {
    if (pause === undefined || !isPassing(error)) throw error;
    await context.sleep(pause);
    await rehearsed(context, rehearse, more);
  }
}

const isPassing = (error: unknown): boolean => error instanceof PortError && error.retryable;

/** Waits for the effect, with a bound; what is not seen then was not done, and whoever carries it out says so. */
async function untilSeen(
  { sleep }: HostContext,
  setting: InterfaceGroups,
  { resource, wanted }: HostChange,
): Promise<void> {
  for (const pause of LOOKS) {
    if (isAsWanted(await setting.read(resource), wanted)) return;
    await sleep(pause);
  }
}

interface WayOut extends Pick<HostChange, 'resource' | 'wanted'> {
  readonly openGroups: readonly string[];
}

/** Leaves the group, or failing that closes it, by turns and at once again; either ends the access. */
async function outOf(
  context: HostContext,
  way: WayOut,
  [pause, ...more]: readonly number[] = WAYS_OUT,
): Promise<string | undefined> {
  const { resource, wanted, openGroups } = way;
  const brief = briefly(context);
  const setting = interfaceGroups(brief);
  try {
    const requestId = await setting.set(resource, wanted);
    await untilItReads(context, { setting, resource, wanted });
    return requestId;
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    for (const group of openGroups) await shut(brief, group);
    if (pause === undefined) throw error;
  }
  await context.sleep(pause);
  return await outOf(context, way, more);
}

/** Closes a group, if there is one; what closes one direction may fail, and the other is closed all the same. */
async function shut(context: HostContext, group: string): Promise<void> {
  const setting = securityGroup(context);
  for (const closed of [{ inbound: [] }, { outbound: [] }])
    try {
      if ((await setting.read(group))['exists'] === true) await setting.set(group, closed);
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
    }
}
