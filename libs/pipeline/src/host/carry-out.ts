import type { Entry } from '@afo/domain';
import { AfoError, isEntry } from '@afo/domain';
import type { HostChange, HostState } from '@afo/ports';
import { PipelineError } from '../errors.ts';
import type { StepContext } from '../step/step.ts';

/**
 * Carries changes out in their order, each written ahead. Goes forward only: nothing is restored on an error, and a
 * change that fails stops only those that need it (F-20). The state before the first intent in `logged` remains the
 * one to release to, whatever an attempt that died has changed since. A log that cannot be written stops everything.
 * A change that needs one which does not come before it is a mistake in the plan: nothing at all is changed then.
 * @throws PipelineError `host.not-changed` (retryable), after the last change, when any is not in effect
 */
export async function carryOut(
  changes: readonly HostChange[],
  context: { readonly record: StepContext['record']; readonly logged: readonly Entry[] },
): Promise<void> {
  mustBeInOrder(changes);
  const failed = new Map<string, string>();
  for (const change of changes) {
    const missing = change.needs.find((id) => failed.has(id));
    const code = missing === undefined ? await carryOutOne(change, context) : `needs ${missing}`;
    if (code !== undefined) failed.set(change.id, code);
  }
  if (failed.size === 0) return;
  throw new PipelineError('host.not-changed', `not in effect: ${inWords(failed)}`, {
    retryable: true,
  });
}

/** What a log entry can hold of a message, with room for the words around it. */
const MOST_CHARACTERS = 3_800;

/** Every change that failed with its code; those for which there is no room are counted, never dropped in silence. */
function inWords(failed: ReadonlyMap<string, string>): string {
  const named: string[] = [];
  let room = MOST_CHARACTERS;
  for (const [id, code] of failed) {
    const words = `${id} (${code})`;
    room -= words.length + 2;
    if (room < 0) break;
    named.push(words);
  }
  const left = failed.size - named.length;
  return left === 0 ? named.join(', ') : `${named.join(', ')}, and ${String(left)} more`;
}

function mustBeInOrder(changes: readonly HostChange[]): void {
  const before = new Set<string>();
  for (const { id, needs } of changes) {
    const missing = needs.find((need) => !before.has(need));
    if (missing !== undefined)
      throw new PipelineError(
        'host.not-changed',
        `${id} needs ${missing}, which does not come before it`,
      );
    before.add(id);
  }
}

/** The code of the failure, or undefined when the change is in effect. */
async function carryOutOne(
  change: HostChange,
  { record, logged }: Parameters<typeof carryOut>[1],
): Promise<string | undefined> {
  const past = logged
    .filter((entry) => isEntry(entry, 'resource.changed'))
    .filter(({ body }) => body.change === change.id);
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
  const after = 'value' in then ? then.value : {};
  const requestId = 'value' in call ? call.value : undefined;
  const answer = { ...body, after, ...(requestId === undefined ? {} : { requestId }) };
  if ('value' in then && isInEffect(change, after)) {
    await record({ type: 'resource.changed', body: { ...answer, phase: 'done' } });
    return undefined;
  }
  const code = codeOf(call) ?? codeOf(then) ?? 'host.not-changed';
  await record({ type: 'resource.changed', body: { ...answer, phase: 'failed', code } });
  return code;
}

type Attempt<T> = { readonly value: T } | { readonly code: string };

async function attempt<T>(call: () => Promise<T>): Promise<Attempt<T>> {
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

const isInEffect = ({ wanted }: HostChange, state: HostState): boolean =>
  Object.entries(wanted).every(
    ([field, value]) => JSON.stringify(state[field]) === JSON.stringify(value),
  );
