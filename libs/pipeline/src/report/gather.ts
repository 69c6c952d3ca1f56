import type { CaseState, Entry, EvidenceId, Manifest, Reference, Statement } from '@afo/domain';
import { isAfoError } from '@afo/domain';
import { composeReport, rankDetections, TimelineDigest } from '@afo/reporting';
import type { Report } from '@afo/domain';
import type { Ports } from '@afo/ports';
import type { StepContext } from '../step/step.ts';
import { readManifest } from '../evidence/read-manifest.ts';
import { resultItems } from './correlate.ts';
import { joinDetections } from './join-detections.ts';
import type { Results } from './results.ts';
import { readResults } from './results.ts';

/** A report in the making: its data once the timeline has been gone through, event by event. */
export interface Gathered {
  readonly results: Results;
  readonly digest: TimelineDigest;
  readonly report: () => Report;
}

export const PRODUCT = 'Automated Forensics Orchestrator';

/**
 * Reads everything that the report speaks of: the log up to now, the manifests, and the results of the analysis.
 * What cannot be read is told in the report.
 */
export async function gather(context: StepContext, entries: readonly Entry[]): Promise<Gathered> {
  const { ports, book } = context;
  const { state } = book;
  const { manifests, unread } = await readManifests(ports, state);
  const results = await readResults(ports, state, itemsToRead(state));
  const detections = joinDetections(results.detections);
  const digest = new TimelineDigest(rankDetections(detections), state.opened.at);
  const key = await ports.signer.publicKey();
  return {
    results,
    digest,
    report: () =>
      composeReport({
        product: { name: PRODUCT, version: ports.actor.version ?? '0' },
        entries,
        manifests,
        detections: { all: detections, from: results.detectionItems.map(({ item }) => item) },
        ...(results.eventCount === 0
          ? {}
          : { timeline: digest.result(results.timelineItems.map(({ item }) => item)) }),
        keys: [key],
        unread: [...unread, ...results.unread.map(({ item, what }) => unreadItem(item, what))],
      }),
  };
}

/** The items of results that a report is made from. */
export const itemsToRead = (state: CaseState): readonly EvidenceId[] =>
  correlated(state) ?? resultItems(state);

/** What the correlation has sealed; nothing when there was none, and then the single results are read. */
function correlated(state: CaseState): readonly EvidenceId[] | undefined {
  const step = state.steps.get('correlate');
  if (step?.status !== 'succeeded') return undefined;
  const items = step.reserves.filter((item) => state.items.get(item)?.sealed !== undefined);
  return items.length === 0 ? undefined : items;
}

async function readManifests(
  { vault }: Pick<Ports, 'vault'>,
  state: CaseState,
): Promise<{ readonly manifests: readonly Manifest[]; readonly unread: readonly Statement[] }> {
  const manifests: Manifest[] = [];
  const unread: Statement[] = [];
  for (const { item, sealed } of state.items.values()) {
    if (sealed === undefined) continue;
    try {
      manifests.push((await readManifest(vault, sealed)).manifest);
    } catch (error) {
      if (!isAfoError(error) || error.retryable) throw error;
      unread.push(unreadItem(item, error.message));
    }
  }
  return { manifests, unread };
}

const unreadItem = (item: EvidenceId, what: string): Statement => ({
  tone: 'doubt',
  words: [`${item} could not be read for this report: `, { quote: what }],
  references: [{ to: 'item', item } satisfies Reference],
});
