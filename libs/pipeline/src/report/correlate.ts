import type { CaseState, Detection, EntryDraft, EvidenceId, Manifest } from '@afo/domain';
import { ordinalOf, toolRunId } from '@afo/domain';
import { rankDetections } from '@afo/reporting';
import { PipelineError } from '../errors.ts';
import { sealItem } from '../evidence/seal-item.ts';
import type { StepContext, StepHandler } from '../step/step.ts';
import { joinDetections } from './join-detections.ts';
import type { Results } from './results.ts';
import { readResults } from './results.ts';

/** Name of the tool in `analysis.completed`. */
const CORRELATION = 'correlation';

/**
 * Puts the results of all tools together: one timeline in order of time, and the detections without repetitions, each
 * with all its pointers. What cannot be read makes the run partial and is told; nothing to put together is a skip.
 */
export const correlate: StepHandler = async (context) => {
  const { book } = context;
  if (book.state.runs.some(({ tool }) => tool.name === CORRELATION)) return counted(book.state);
  const items = resultItems(book.state);
  if (items.length === 0)
    return { status: 'skipped', reason: 'no analysis has given a detection or an event' };
  const results = await readResults(context.ports, book.state, items);
  if (results.unread.length === items.length)
    throw new PipelineError(
      'evidence.digest-mismatch',
      'no result of the analysis can be believed',
    );
  const detections = rankDetections(joinDetections(results.detections)).map(withoutNumber);
  const [forDetections, forEvents] = await context.reserve(2);
  if (forDetections === undefined || forEvents === undefined)
    throw new PipelineError('case.busy', 'the log gave fewer evidence ids than were asked for');
  const work = { results, detections, forDetections, forEvents };
  const outputs = await seal(context, work);
  await context.record(runOf(context, { ...work, outputs }));
  return counted(book.state);
};

function counted({ runs }: CaseState): Awaited<ReturnType<StepHandler>> {
  const run = runs.find(({ tool }) => tool.name === CORRELATION);
  return {
    status: 'succeeded',
    facts: { detections: run?.detections ?? 0, events: run?.events ?? 0 },
  };
}

/**
 * Sealed items of detections and events that a completed run stands behind, without those of a correlation. What was
 * found on a copy that had changed is sealed too, but no run names it, and so nobody believes it (F-60).
 */
export function resultItems(state: CaseState): readonly EvidenceId[] {
  const tools = state.runs.filter(({ tool }) => tool.name !== CORRELATION);
  const believed = new Set(tools.flatMap(({ outputs }) => outputs.map(({ item }) => item)));
  return [...state.items.values()]
    .filter(({ item, acquired, sealed }) => {
      const isResult = acquired?.kind === 'analysis' || acquired?.kind === 'timeline';
      return isResult && sealed !== undefined && believed.has(item);
    })
    .map(({ item }) => item);
}

interface Correlation {
  readonly results: Results;
  readonly detections: readonly Detection[];
  readonly forDetections: EvidenceId;
  readonly forEvents: EvidenceId;
}

/** Empty results are not sealed: nothing is not evidence (F-01). The run says that there were none. */
async function seal(
  context: StepContext,
  { results, detections, forDetections, forEvents }: Correlation,
): Promise<readonly EvidenceId[]> {
  const outputs: EvidenceId[] = [];
  if (detections.length > 0) {
    await sealRecords(context, {
      item: forDetections,
      kind: 'analysis',
      title: 'Detections of all tools',
      name: 'detections.jsonl',
      parents: results.detectionItems,
      content: linesOf(detections, context.signal),
    });
    outputs.push(forDetections);
  }
  if (results.eventCount === 0) return outputs;
  await sealRecords(context, {
    item: forEvents,
    kind: 'timeline',
    title: 'Timeline of all tools',
    name: 'timeline.jsonl',
    parents: results.timelineItems,
    content: linesOf(results.events(), context.signal),
  });
  return [...outputs, forEvents];
}

interface Records {
  readonly item: EvidenceId;
  readonly kind: 'analysis' | 'timeline';
  readonly title: string;
  readonly name: string;
  readonly parents: readonly Manifest[];
  readonly content: AsyncIterable<Uint8Array>;
}

async function sealRecords(context: StepContext, { parents, ...records }: Records): Promise<void> {
  const ids = parents.map(({ item }) => item);
  await sealItem(context, {
    ...records,
    parents: ids.slice(0, 1000),
    format: 'jsonl',
    compress: true,
    facts: { madeFrom: ids },
    tool: { name: CORRELATION, version: context.ports.actor.version ?? '0' },
    limits: [],
  });
}

/** Batches of lines: a chunk an event would cost more than the event. */
const BATCH = 65_536;

async function* linesOf(
  records: AsyncIterable<unknown> | Iterable<unknown>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let batch = '';
  for await (const record of records) {
    batch += `${JSON.stringify(record)}\n`;
    if (batch.length < BATCH) continue;
    signal.throwIfAborted();
    yield Buffer.from(batch);
    batch = '';
  }
  if (batch !== '') yield Buffer.from(batch);
}

interface Run extends Correlation {
  readonly outputs: readonly EvidenceId[];
}

function runOf(
  context: StepContext,
  { results, detections, forDetections, outputs }: Run,
): EntryDraft {
  const { state } = context.book;
  const digest = (item: EvidenceId) => state.items.get(item)?.sealed?.sha256;
  const inputs = [...results.detectionItems, ...results.timelineItems];
  return {
    type: 'analysis.completed',
    body: {
      // Numbered by an evidence id that is its own: no other run can have that number.
      run: toolRunId(ordinalOf(forDetections)),
      tool: { name: CORRELATION, version: context.ports.actor.version ?? '0' },
      ruleSets: [],
      // They are objects of the vault, read and compared with their digests; nothing could have changed them.
      inputs: inputs.map(({ item, content: { sha256 } }) => ({
        item,
        sha256Before: sha256,
        sha256After: sha256,
      })),
      outputs: outputs.flatMap((item) => {
        const sha256 = digest(item);
        return sha256 === undefined ? [] : [{ item, sha256 }];
      }),
      outcome: results.unread.length === 0 ? 'complete' : 'partial',
      detections: detections.length,
      events: results.eventCount,
      limits: results.unread.map(({ item, what }) => `${item} is left out: ${what}`).slice(0, 200),
    },
  };
}

const withoutNumber = ({ number: _number, ...detection }: Detection & { number: number }) =>
  detection;
