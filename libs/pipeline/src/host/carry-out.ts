import type { HostChange } from '@afo/ports';
import { PipelineError } from '../errors.ts';
import { carryOutOne } from './carry-out-one.ts';
import type { CarryingOut } from './carry-out-one.ts';
import { carryOutPassage } from './carry-out-passage.ts';

/**
 * Carries changes out in their order, each written ahead. Goes forward only: nothing is restored on an error, and a
 * change that fails stops only those that need it (F-20). The state before the first intent in `logged` remains the
 * one to release to, whatever an attempt that died has changed since. A log that cannot be written stops everything.
 * A change that needs one which does not come before it is a mistake in the plan: nothing at all is changed then.
 * @throws PipelineError after the last change, when any is not in effect: `host.not-changed`, or `host.may-be-open`
 * where one of them ends access that another gave; both retryable
 */
export async function carryOut(
  changes: readonly HostChange[],
  context: CarryingOut,
): Promise<void> {
  mustBeInOrder(changes);
  const failed = new Map<string, string>();
  const left = [...changes];
  for (let change = left.shift(); change !== undefined; change = left.shift()) {
    const missing = change.needs.find((id) => failed.has(id));
    const follower = followerOf(change, left[0]);
    const codes =
      missing !== undefined
        ? { [change.id]: `needs ${missing}` }
        : follower === undefined
          ? { [change.id]: await carryOutOne(change, context) }
          : await carryOutPassage([change, follower], context);
    if (Object.hasOwn(codes, follower?.id ?? '')) left.shift();
    for (const [id, code] of Object.entries(codes)) if (code !== undefined) failed.set(id, code);
  }
  if (failed.size > 0) throw notInEffect(changes, failed);
}

const followerOf = (
  { followedBy }: HostChange,
  next: HostChange | undefined,
): HostChange | undefined => (next?.id === followedBy ? next : undefined);

/** Whether something may be open is said first, and by a code of its own: that cannot wait. */
function notInEffect(
  changes: readonly HostChange[],
  failed: ReadonlyMap<string, string>,
): PipelineError {
  const isOpen = changes.some(
    ({ id, endsAccess }) => endsAccess === true && failed.get(id)?.startsWith('needs ') === false,
  );
  return isOpen
    ? new PipelineError(
        'host.may-be-open',
        `the host may be OPEN to everybody; not in effect: ${inWords(failed)}`,
        { retryable: true },
      )
    : new PipelineError('host.not-changed', `not in effect: ${inWords(failed)}`, {
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
  for (const [at, { id, needs, followedBy }] of changes.entries()) {
    if (followedBy !== undefined && changes[at + 1]?.id !== followedBy)
      throw new PipelineError('host.not-changed', `${id} is not followed by ${followedBy}`);
    const missing = needs.find((need) => !before.has(need));
    if (missing !== undefined)
      throw new PipelineError(
        'host.not-changed',
        `${id} needs ${missing}, which does not come before it`,
      );
    before.add(id);
  }
}
