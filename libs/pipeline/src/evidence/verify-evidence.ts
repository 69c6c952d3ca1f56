import type { EntryBody } from '@afo/domain';
import { cleanUpAfter } from '../acquisition/hand-over.ts';
import { PipelineError } from '../errors.ts';
import type { StepContext, StepOutcome } from '../step/step.ts';
import { recheckItem } from './recheck-item.ts';

/**
 * Reads an acquired item again from the vault and enters what was found (DSK-5, C36), unless the log holds that it was
 * read back whole while it was acquired (`Follower`). A mismatch is an entry first, and then the failure of the step.
 * Only then is what the handover of a disk left behind taken away.
 * @throws PipelineError `evidence.digest-mismatch`
 */
export async function verifyEvidence(context: StepContext): Promise<StepOutcome> {
  const outcome = await verify(context);
  if (outcome.status === 'skipped') return outcome;
  const planned = context.book.state.plan?.items.find(({ item }) => item === context.task.item);
  return { ...outcome, facts: { ...outcome.facts, ...(await cleanUpAfter(context, planned)) } };
}

async function verify(context: StepContext): Promise<StepOutcome> {
  const item = itemOf(context);
  if (item.sealed === undefined)
    return { status: 'skipped', reason: `nothing of ${item.item} was sealed` };
  const known = item.verifications.findLast(({ occasion }) => occasion === 'acquisition');
  if (known !== undefined) return outcomeOf(known, { readBackAt: known.at });
  const { ports, signal, progress } = context;
  const body = await recheckItem({
    ports,
    sealed: item.sealed,
    occasion: 'acquisition',
    signal,
    progress,
  });
  await context.record({ type: 'evidence.verified', body });
  return outcomeOf(body);
}

type Verified = EntryBody<'evidence.verified'>;

function itemOf({ book, task }: StepContext) {
  const item = task.item === undefined ? undefined : book.state.items.get(task.item);
  if (task.item === undefined)
    throw new PipelineError('evidence.unknown-item', 'this step needs an item');
  return item ?? { item: task.item, sealed: undefined, verifications: [] };
}

function outcomeOf(
  { item, result, bytes, sha256, detail }: Verified,
  facts: Readonly<Record<string, string>> = {},
): StepOutcome {
  if (result === 'mismatch')
    throw new PipelineError(
      'evidence.digest-mismatch',
      `${item} is not what was sealed: ${detail ?? 'another digest'}`.slice(0, 4000),
    );
  return { status: 'succeeded', facts: { bytes, sha256: sha256 ?? null, ...facts } };
}
