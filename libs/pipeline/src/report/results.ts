import type { CaseState, Detection, EvidenceId, Manifest, TimelineEvent } from '@afo/domain';
import { detectionSchema, isAfoError, timelineEventSchema } from '@afo/domain';
import type { Ports } from '@afo/ports';
import { readManifest } from '../evidence/read-manifest.ts';
import { allRecords, readRecords } from '../evidence/read-records.ts';
import { mergeEvents } from './merge-events.ts';
import type { EventSource } from './merge-events.ts';

type ReadPorts = Pick<Ports, 'vault' | 'codec'>;

/** Something that should have been read and could not be; told in the report, never passed over. */
export interface Unread {
  readonly item: EvidenceId;
  readonly what: string;
}

/** The results of the analysis as they lie in the vault. */
export interface Results {
  readonly detections: readonly Detection[];
  readonly detectionItems: readonly Manifest[];
  readonly timelineItems: readonly Manifest[];
  readonly unread: readonly Unread[];
  readonly eventCount: number;
  /** All events in order of time; may be gone through more than once. */
  events(): AsyncGenerator<TimelineEvent>;
}

/**
 * Reads the results that these items hold. Every item is read to its end and its digest compared before anything of
 * it is used; what cannot be believed is left out and told.
 */
export async function readResults(
  ports: ReadPorts,
  state: CaseState,
  items: readonly EvidenceId[],
): Promise<Results> {
  const unread: Unread[] = [];
  const detections: Detection[] = [];
  const detectionItems: Manifest[] = [];
  const timelines: EventSource[] = [];
  for (const item of items) {
    await telling(unread, item, async () => {
      const manifest = await manifestOf(ports, state, item);
      if (manifest.kind === 'analysis') {
        detections.push(...(await allRecords(readRecords(ports, manifest, detectionSchema))));
        detectionItems.push(manifest);
      } else if (manifest.kind === 'timeline') {
        timelines.push(await eventSource(ports, manifest));
      }
    });
  }
  return {
    detections,
    detectionItems,
    timelineItems: timelines.map(({ manifest }) => manifest),
    unread,
    eventCount: timelines.reduce((sum, { events }) => sum + events, 0),
    events: () => mergeEvents(timelines),
  };
}

async function manifestOf(
  { vault }: ReadPorts,
  state: CaseState,
  item: EvidenceId,
): Promise<Manifest> {
  const sealed = state.items.get(item)?.sealed;
  if (sealed === undefined) throw new Error(`${item} is not sealed`); // the caller asks for sealed items only
  return (await readManifest(vault, sealed)).manifest;
}

/** Reads a timeline once to its end: to compare its digest, and to learn whether it is in order. */
async function eventSource(ports: ReadPorts, manifest: Manifest): Promise<EventSource> {
  const open = () => readRecords(ports, manifest, timelineEventSchema);
  let last = '';
  let isSorted = true;
  let events = 0;
  for await (const { at } of open()) {
    if (at < last) isSorted = false;
    last = at;
    events += 1;
  }
  return { manifest, isSorted, events, open };
}

/** Damage is told and the rest goes on; what is not the evidence's fault (a vault that is away) ends the step. */
async function telling(
  unread: Unread[],
  item: EvidenceId,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isAfoError(error) && error.retryable) throw error;
    unread.push({ item, what: isAfoError(error) ? error.message : 'its records cannot be read' });
  }
}
