import type { PlannedItem, SourceFacts } from '@afo/domain';
import { caseWorkflow, epochOf, isAfoError } from '@afo/domain';
import type { ContentSource, ContentSources } from '@afo/ports';
import { PipelineError } from '../errors.ts';
import { Follower } from '../evidence/follower.ts';
import type { ProvenContent } from '../evidence/follower.ts';
import { readManifest } from '../evidence/read-manifest.ts';
import { sealManifest } from '../evidence/seal-item.ts';
import { nodeOf } from '../step/node-of.ts';
import type { StepContext, StepOutcome } from '../step/step.ts';
import { acquireContent } from './acquire-content.ts';
import type { AcquiredContent } from './acquire-content.ts';
import { itemManifest } from './item-manifest.ts';
import { lostSource } from './lost-source.ts';
import { sealedSegments } from './sealed-segments.ts';
import type { Place } from './sealed-segments.ts';
import type { Failure } from './failure.ts';
import type { Judgement } from './judgement.ts';
import { judgeContent, recordedFailure } from './judgement.ts';

/** What is particular to a kind of evidence. */
export interface Acquisition {
  readonly sources: ContentSources;
  /** Watches the content as it goes by, and says at the end what it is worth. */
  readonly inspector?: Inspector;
}

export interface Inspector {
  /** Gets all content once, in order; no bytes stand for zeros. */
  observe(bytes: number, content?: Uint8Array): void;
  judge(acquired: AcquiredContent): Judgement;
}

/**
 * Acquires the planned item of a step: opens its source, seals its content, its manifest, and enters both. What was
 * read is sealed for the record also when it is not whole or not what it should be; then the step fails with the
 * reason, which the manifest holds too (docs/adr/0006). A replay gives the same end.
 */
export async function acquireItem(
  context: StepContext,
  { sources, inspector }: Acquisition,
): Promise<StepOutcome> {
  const planned = plannedItem(context);
  const before = context.book.state.items.get(planned.item)?.sealed;
  if (before !== undefined) return await replayed(context, before);
  const place = { vault: context.ports.vault, case: context.book.id, item: planned.item };
  const source = await openOrSalvage(context, { sources, planned, place });
  try {
    return await acquire(context, { planned, place, source, inspector });
  } finally {
    await source.close();
  }
}

interface OneItem {
  readonly planned: PlannedItem;
  readonly place: Place;
  readonly source: ContentSource;
  readonly inspector: Inspector | undefined;
}

async function acquire(
  context: StepContext,
  { planned, place, source, inspector }: OneItem,
): Promise<StepOutcome> {
  const { vault, codec, clock } = context.ports;
  const follower = new Follower({ vault, codec });
  try {
    const acquired = await acquireContent({
      place,
      source,
      codec,
      signal: context.signal,
      progress: context.progress,
      now: () => epochOf(clock.now()),
      salvages: (error) => salvages(context, error),
      onCommitted: (object) => {
        follower.committed(object);
      },
      ...(inspector === undefined ? {} : { observe: observing(inspector) }),
    });
    const judgement = judgeContent(acquired, inspector?.judge(acquired));
    const manifest = itemManifest(context, { planned, acquired, judgement });
    await sealManifest(context, manifest);
    await recordVerified(context, await follower.proves(manifest));
    return outcomeOf(acquired, judgement.failure);
  } finally {
    await follower.stop();
  }
}

const observing =
  (inspector: Inspector) =>
  (bytes: number, content?: Uint8Array): void => {
    inspector.observe(bytes, content);
  };

/**
 * What was read back while it was acquired is verified; anything else is left to the step that verifies, which finds
 * and names the fault, or reads where this process may not.
 */
async function recordVerified(
  context: StepContext,
  proven: ProvenContent | undefined,
): Promise<void> {
  if (proven === undefined) return;
  const body = { ...proven, occasion: 'acquisition', result: 'match' } as const;
  await context.record({ type: 'evidence.verified', body });
}

function plannedItem({ book, task }: StepContext): PlannedItem {
  const { plan } = book.state;
  if (plan === undefined) throw new PipelineError('step.no-plan', 'there is no plan to acquire by');
  const planned = plan.items.find(({ item }) => item === task.item);
  if (planned === undefined)
    throw new PipelineError('evidence.unknown-item', `the plan has no item ${task.item ?? ''}`);
  return planned;
}

/** An item that is sealed ends as it did when it was sealed: the crash came between its manifest and its step's end. */
async function replayed(
  { ports }: StepContext,
  sealed: Parameters<typeof readManifest>[1],
): Promise<StepOutcome> {
  const { manifest } = await readManifest(ports.vault, sealed);
  const failure = recordedFailure(manifest);
  if (failure !== undefined) throw failureError(failure);
  return {
    status: 'succeeded',
    facts: { bytes: manifest.content.bytes, sha256: manifest.content.sha256 },
  };
}

interface Opening {
  readonly sources: ContentSources;
  readonly planned: PlannedItem;
  readonly place: Place;
}

/** A source that is gone for good still leaves what earlier attempts have sealed of it. */
async function openOrSalvage(
  context: StepContext,
  { sources, planned, place }: Opening,
): Promise<ContentSource> {
  try {
    return await sources.open(planned.source);
  } catch (error) {
    if (!salvages(context, error)) throw error;
    const facts: SourceFacts | undefined = (await sealedSegments(place))[0]?.facts.source;
    if (facts === undefined) throw error;
    return lostSource(facts, error);
  }
}

/** Salvage what there is when no further attempt could get more. */
function salvages({ task }: StepContext, error: unknown): boolean {
  if (!isAfoError(error) || !error.code.startsWith('source.')) return false;
  const attempts = nodeOf(caseWorkflow, task.step)?.retry.attempts ?? 1;
  return !error.retryable || task.attempt >= attempts;
}

function outcomeOf(acquired: AcquiredContent, failure: Failure | undefined): StepOutcome {
  if (failure !== undefined) throw failureError(failure);
  const { content, stored, missing, resumed, zeroBytes } = acquired;
  return {
    status: 'succeeded',
    facts: {
      bytes: content.bytes,
      sha256: content.sha256,
      storedBytes: stored.reduce((sum, { bytes }) => sum + bytes, 0),
      zeroBytes,
      missingBytes: missing.reduce((sum, [, length]) => sum + length, 0),
      resumedSegments: resumed,
    },
  };
}

const failureError = ({ code, cause }: Failure): PipelineError => new PipelineError(code, cause);
