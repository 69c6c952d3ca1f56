import type { Entry, EntryDraft } from '@afo/domain';
import { AfoError, isEntry } from '@afo/domain';
import type { HostChange, HostState } from '@afo/ports';
import type { StepContext } from '../step/step.ts';

export interface CarryingOut {
  readonly record: StepContext['record'];
  readonly logged: readonly Entry[];
}

/** The code of the failure, or undefined when the change is in effect. */
export async function carryOutOne(
  change: HostChange,
  { record, logged }: CarryingOut,
): Promise<string | undefined> {
  const past = pastOf(change, logged);
  if (change.once === true && past.at(-1)?.body.phase === 'done') return undefined;
  const now = await attempt(() => change.read());
  if ('code' in now) return now.code;
  const before = past[0]?.body.before ?? now.value;
  const { id, setting, resource } = change;
  const body = { change: id, setting, resource, before };
  const isDone = isInEffect(change, now.value);
  // An open intent is answered; what was so before us, or is logged as done, is not ours to log again.
  const last = past.at(-1)?.body.phase;
  if (isDone && (last === undefined || last === 'done')) return undefined;
  if (isDone) {
    await record({ type: 'resource.changed', body: { ...body, phase: 'done', after: now.value } });
    return undefined;
  }
  await record({
    type: 'resource.changed',
    body: { ...body, phase: 'intended', after: change.wanted },
  });
  const call = await attempt(() => change.apply());
  // An answer that was lost may hide a call that worked, and one that came may lie: only the state counts.
  const then = await attempt(() => change.read());
  const end = endOf(change, { before, call, then });
  await record(end.draft);
  return end.code;
}

/** How a change ended: its entry, and the code of the failure where it failed. */
export function endOf(
  change: HostChange,
  {
    before,
    call,
    then,
  }: {
    readonly before: HostState;
    readonly call: Attempt<string | undefined>;
    readonly then: Attempt<HostState>;
  },
): { readonly draft: EntryDraft<'resource.changed'>; readonly code: string | undefined } {
  const { id, setting, resource } = change;
  const after = 'value' in then ? then.value : {};
  const requestId = 'value' in call ? call.value : undefined;
  const answer = {
    ...{ change: id, setting, resource, before, after },
    ...(requestId === undefined ? {} : { requestId }),
  };
  if ('value' in then && isInEffect(change, after))
    return {
      draft: { type: 'resource.changed', body: { ...answer, phase: 'done' } },
      code: undefined,
    };
  const code = codeOf(call) ?? codeOf(then) ?? 'host.not-changed';
  return { draft: { type: 'resource.changed', body: { ...answer, phase: 'failed', code } }, code };
}

/** What the log holds of a change, oldest first. */
export const pastOf = (
  { id }: HostChange,
  logged: readonly Entry[],
): readonly Entry<'resource.changed'>[] =>
  logged
    .filter((entry) => isEntry(entry, 'resource.changed'))
    .filter(({ body }) => body.change === id);

export type Attempt<T> = { readonly value: T } | { readonly code: string };

export async function attempt<T>(call: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await call() };
  } catch (error) {
    // What is not a typed error is a fault in this program, and is not taken for an answer of the host.
    if (error instanceof AfoError) return { code: String(error.code) };
    throw error;
  }
}

const codeOf = (tried: Attempt<unknown>): string | undefined =>
  'code' in tried ? tried.code : undefined;

export const isInEffect = ({ wanted }: HostChange, state: HostState): boolean =>
  Object.entries(wanted).every(
    ([field, value]) => JSON.stringify(state[field]) === JSON.stringify(value),
  );
