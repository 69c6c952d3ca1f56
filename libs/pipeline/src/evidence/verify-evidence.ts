import type { EntryBody, EntryDraft } from '@afo/domain';
import { epochOf, isAfoError } from '@afo/domain';
import { PipelineError } from '../errors.ts';
import type { StepContext, StepOutcome } from '../step/step.ts';
import { readBack } from './read-back.ts';
import type { ReadBackResult } from './read-back.ts';
import { readManifest } from './read-manifest.ts';

/**
 * Reads an acquired item again from the vault and enters what was found (DSK-5, C36). A mismatch is an entry first,
 * and then the failure of the step.
 * @throws PipelineError `evidence.digest-mismatch`
 */
export async function verifyEvidence(context: StepContext): Promise<StepOutcome> {
  const item = itemOf(context);
  if (item.sealed === undefined)
    return { status: 'skipped', reason: `nothing of ${item.item} was sealed` };
  const known = item.verifications.findLast(({ occasion }) => occasion === 'acquisition');
  if (known !== undefined) return outcomeOf(known);
  const body = await verify(context, item.sealed);
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

async function verify(
  { ports, signal, progress }: StepContext,
  sealed: EntryBody<'evidence.sealed'>,
): Promise<Verified> {
  try {
    const { manifest } = await readManifest(ports.vault, sealed);
    const now = () => epochOf(ports.clock.now());
    const { vault, codec } = ports;
    const found = await readBack({ vault, codec, manifest, signal, progress, now });
    return entryOf(sealed, against(sealed, found));
  } catch (error) {
    if (!isAfoError(error) || !UNREADABLE.includes(error.code)) throw error;
    return entryOf(sealed, { result: 'mismatch', bytes: 0, faults: [error.message] });
  }
}

/** What says that the manifest itself is damaged or gone. */
const UNREADABLE = ['evidence.digest-mismatch', 'vault.digest-mismatch', 'vault.not-found'];

/** The log is the truth: a manifest that agrees with its objects and not with the log is no match. */
function against(sealed: EntryBody<'evidence.sealed'>, found: ReadBackResult): ReadBackResult {
  if (found.result === 'mismatch') return found;
  if (found.sha256 === sealed.sha256 && found.bytes === sealed.bytes) return found;
  return {
    ...found,
    result: 'mismatch',
    faults: ['the content is not the one that the log names'],
  };
}

const entryOf = (
  { item }: EntryBody<'evidence.sealed'>,
  { result, bytes, sha256, faults }: ReadBackResult,
): Extract<EntryDraft, { readonly type: 'evidence.verified' }>['body'] => ({
  item,
  occasion: 'acquisition',
  bytes,
  ...(sha256 === undefined ? {} : { sha256 }),
  result,
  ...(faults.length === 0 ? {} : { detail: faults.join('; ').slice(0, 4000) }),
});

function outcomeOf({ item, result, bytes, sha256, detail }: Verified): StepOutcome {
  if (result === 'mismatch')
    throw new PipelineError(
      'evidence.digest-mismatch',
      `${item} is not what was sealed: ${detail ?? 'another digest'}`.slice(0, 4000),
    );
  return { status: 'succeeded', facts: { bytes, sha256: sha256 ?? null } };
}
