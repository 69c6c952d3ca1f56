import type { EntryDraft } from '@afo/domain';
import type { HostChange, HostState } from '@afo/ports';
import { attempt, carryOutOne, endOf, isInEffect, pastOf } from './carry-out-one.ts';
import type { Attempt, CarryingOut } from './carry-out-one.ts';

/** Codes of what failed, by change; a change that is in effect has none. */
export type Codes = Readonly<Record<string, string | undefined>>;

/**
 * Carries out a change that gives access and the one that takes it away again. Both intents are entered first and both
 * ends last: while the access stands nothing is written, since a log that cannot be written would leave it standing, and
 * the way back is gone whatever came of the way in, a fault of this program included.
 */
export async function carryOutPassage(
  [enter, leave]: readonly [HostChange, HostChange],
  context: CarryingOut,
): Promise<Codes> {
  const past = pastOf(enter, context.logged);
  if (enter.once === true && past.at(-1)?.body.phase === 'done')
    return { [leave.id]: await carryOutOne(leave, context) };
  const now = await attempt(() => enter.read());
  if ('code' in now) return { [enter.id]: now.code };
  if (isInEffect(enter, now.value)) {
    const code = await carryOutOne(leave, context);
    if (code !== undefined) return { [enter.id]: `needs ${leave.id}`, [leave.id]: code };
  }
  const before = {
    enter: past[0]?.body.before ?? now.value,
    leave: pastOf(leave, context.logged)[0]?.body.before ?? now.value,
  };
  await context.record(intentOf(enter, before.enter), intentOf(leave, before.leave));
  const { entered, seen, left, then } = await passed(enter, leave);
  const ends = [
    endOf(enter, { before: before.enter, call: entered, then: seen }),
    endOf(leave, { before: before.leave, call: left, then }),
  ] as const;
  await context.record(ends[0].draft, ends[1].draft);
  return { [enter.id]: ends[0].code, [leave.id]: ends[1].code };
}

function intentOf(
  { id, setting, resource, wanted }: HostChange,
  before: HostState,
): EntryDraft<'resource.changed'> {
  const body = { change: id, setting, resource, before, after: wanted };
  return { type: 'resource.changed', body: { ...body, phase: 'intended' } };
}

interface Passed {
  readonly entered: Attempt<string | undefined>;
  readonly seen: Attempt<HostState>;
  readonly left: Attempt<string | undefined>;
  readonly then: Attempt<HostState>;
}

async function passed(enter: HostChange, leave: HostChange): Promise<Passed> {
  let entered: Attempt<string | undefined>;
  let seen: Attempt<HostState>;
  let left: Attempt<string | undefined>;
  try {
    entered = await attempt(() => enter.apply());
    seen = await attempt(() => enter.read());
  } finally {
    left = await attempt(() => leave.apply());
  }
  return { entered, seen, left, then: await attempt(() => leave.read()) };
}
