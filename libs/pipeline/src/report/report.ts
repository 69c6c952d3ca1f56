import type { Entry, EntryBody, EntryDraft, EvidenceId, Manifest } from '@afo/domain';
import { reportFileSchema } from '@afo/domain';
import {
  renderHtml,
  renderJson,
  renderPdf,
  renderTimelinePicture,
  timelineCsvHead,
  timelineCsvRow,
} from '@afo/reporting';
import { z } from 'zod';
import { sayReported } from '../case/write-back.ts';
import { PipelineError } from '../errors.ts';
import { readManifest } from '../evidence/read-manifest.ts';
import { sealManifest } from '../evidence/seal-item.ts';
import type { StepContext, StepHandler } from '../step/step.ts';
import type { Gathered } from './gather.ts';
import { gather, itemsToRead } from './gather.ts';
import { Shelf } from './shelf.ts';

/**
 * Writes the report of the case over all entries so far, as HTML, PDF, JSON, SVG and CSV, seals it as an evidence
 * item, and enters `report.issued`. It comes whatever happened before; what is missing stands in it.
 */
export const report: StepHandler = async (context) => {
  const [item] = await context.reserve(1);
  if (item === undefined)
    throw new PipelineError('evidence.unknown-item', 'no evidence id was reserved for the report');
  const issued = context.book.state.reports.find((one) => one.item === item);
  if (issued !== undefined) return ended(issued);
  const body = await (isSealed(context, item)
    ? issueSealed(context, item)
    : issueNew(context, item));
  await context.record({ type: 'report.issued', body });
  await sayReported(context.ports, context.book, item);
  return ended(body);
};

const ended = ({ item, files, entries }: EntryBody<'report.issued'>) =>
  ({ status: 'succeeded', facts: { item, files: files.length, entries } }) as const;

const isSealed = ({ book }: StepContext, item: EvidenceId): boolean =>
  book.state.items.get(item)?.sealed !== undefined;

/** An attempt before this one sealed the report and died: its manifest says what is in it. */
async function issueSealed(
  { ports, book }: StepContext,
  item: EvidenceId,
): Promise<EntryBody<'report.issued'>> {
  const sealed = book.state.items.get(item)?.sealed;
  if (sealed === undefined) throw new PipelineError('evidence.not-sealed', `${item} is not sealed`);
  const { manifest } = await readManifest(ports.vault, sealed);
  const { entries, files } = factsSchema.parse(manifest.source.facts);
  return { item, entries, files };
}

/** What the manifest of a report says of it, so that a replay can issue it. */
const factsSchema = z.object({ entries: z.int().min(1), files: z.array(reportFileSchema).min(1) });

async function issueNew(
  context: StepContext,
  item: EvidenceId,
): Promise<EntryBody<'report.issued'>> {
  const startedAt = context.ports.clock.now();
  await enterReading(context);
  const entries = await entriesOf(context);
  const gathered = await gather(context, entries);
  const shelf = new Shelf(context, item);
  await write(shelf, gathered);
  const manifest = manifestOf(context, {
    item,
    shelf,
    startedAt,
    entries: entries.length,
    parents: [...gathered.results.detectionItems, ...gathered.results.timelineItems],
  });
  await sealManifest(context, manifest);
  return { item, entries: entries.length, files: [...shelf.files] };
}

/** Reading results is reading evidence, and has its entry before it is done. */
async function enterReading(context: StepContext): Promise<void> {
  const drafts = itemsToRead(context.book.state).map((item): EntryDraft => ({
    type: 'evidence.read',
    body: { item, purpose: 'results of the analysis, for the report' },
  }));
  if (drafts.length > 0) await context.record(...drafts);
}

async function entriesOf({ ports, book }: StepContext): Promise<readonly Entry[]> {
  await book.refresh();
  const entries: Entry[] = [];
  for await (const { entry } of ports.log.read(book.id)) {
    // The state of the book and the entries end at the same place, whoever else is writing.
    if (entry.seq >= book.state.size) break;
    entries.push(entry);
  }
  return entries;
}

/** Writes the files; the timeline first, since the others count it. */
async function write(shelf: Shelf, { results, digest, report: composed }: Gathered): Promise<void> {
  if (results.eventCount > 0) {
    const csv = csvOf(results, digest, shelf.signal);
    await shelf.put('timeline.csv', { media: 'text/csv', format: 'csv' }, csv);
  }
  const data = composed();
  await shelf.put('report.json', { media: 'application/json', format: 'json' }, [renderJson(data)]);
  await shelf.put('timeline.svg', { media: 'image/svg+xml', format: 'svg' }, [
    renderTimelinePicture(data),
  ]);
  await shelf.put('report.html', { media: 'text/html', format: 'html' }, [renderHtml(data)]);
  await shelf.put('report.pdf', { media: 'application/pdf', format: 'pdf' }, [
    await renderPdf(data),
  ]);
}

const BATCH = 65_536;

async function* csvOf(
  results: Gathered['results'],
  digest: Gathered['digest'],
  signal: AbortSignal,
): AsyncGenerator<string> {
  let batch = timelineCsvHead();
  for await (const event of results.events()) {
    digest.add(event);
    batch += timelineCsvRow(event);
    if (batch.length < BATCH) continue;
    signal.throwIfAborted();
    yield batch;
    batch = '';
  }
  yield batch;
}

interface Parts {
  readonly item: EvidenceId;
  readonly shelf: Shelf;
  readonly startedAt: Manifest['acquired']['startedAt'];
  readonly entries: number;
  readonly parents: readonly Manifest[];
}

function manifestOf(
  { ports, book }: StepContext,
  { item, shelf, startedAt, entries, parents }: Parts,
): Manifest {
  const { content } = shelf;
  const made = parents.map((parent) => parent.item).slice(0, 1000);
  return {
    v: 1,
    case: book.id,
    item,
    kind: 'report',
    title: `Report over ${String(entries)} entries`,
    ...(made.length === 0 ? {} : { parents: made }),
    source: { facts: { entries, files: shelf.files } },
    acquired: {
      tool: { name: ports.actor.name, version: ports.actor.version ?? '0' },
      startedAt,
      endedAt: ports.clock.now(),
    },
    content,
    stored: shelf.files.map(({ stored }) => stored),
    completeness: { expectedBytes: content.bytes, missing: [] },
    limits: [],
  };
}
