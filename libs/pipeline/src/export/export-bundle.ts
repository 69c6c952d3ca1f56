import { bundlePath } from '@afo/custody';
import type { Actor, CaseId, EntryDraft, EvidenceId } from '@afo/domain';
import { isAfoError } from '@afo/domain';
import type { BundleDestination, BundleSink, BundleSinks, Ports, Progress } from '@afo/ports';
import { CaseBook } from '../case/case-book.ts';
import { PipelineError } from '../errors.ts';
import { BagWriter } from './bag-writer.ts';
import type { BundledItem } from './bundled-items.ts';
import { bundledItems } from './bundled-items.ts';
import type { LogScan } from './scan-log.ts';
import { scanLog } from './scan-log.ts';
import { verifyForExport } from './verify-for-export.ts';
import { writeGuide } from './write-guide.ts';
import { writeItems } from './write-items.ts';
import { writeLog } from './write-log.ts';

export interface ExportBundle {
  readonly caseId: CaseId;
  readonly destination: BundleDestination;
  /** Which items go with their bytes: all, none, or these. The others are listed, with their digests. */
  readonly evidence: 'all' | 'none' | readonly EvidenceId[];
  readonly actor?: Actor;
  readonly signal?: AbortSignal;
  readonly progress?: (progress: Progress) => void;
}

export interface ExportedBundle {
  readonly path: string;
  readonly format: BundleDestination['format'];
  /** The bundle holds so many entries of the log, and ends at the checkpoint over them. */
  readonly entries: number;
  readonly root: string;
  /** Items that are in the bundle with their bytes. */
  readonly items: readonly EvidenceId[];
  /** Objects that stay in the vault and are listed in fetch.txt. */
  readonly left: number;
  readonly bytes: number;
}

/**
 * Writes a case as a bundle (docs/spec/bundle.md). Items that go with their bytes are read back first, and enter
 * `evidence.verified`; one that does not match stops the export. Evidence is copied before the export is entered, so
 * that nothing but small files can fail between the entry and the bundle's name; if they do, a note says so.
 * @throws PipelineError `case.not-found`, `evidence.unknown-item`, `evidence.not-sealed`, `evidence.digest-mismatch`;
 *   PortError `export.exists`, `export.full`, `export.unwritable`
 */
export async function exportBundle(
  { ports, sinks }: { readonly ports: Ports; readonly sinks: BundleSinks },
  request: ExportBundle,
): Promise<ExportedBundle> {
  const book = await CaseBook.open(ports, request.caseId);
  const sink = await sinks.open(request.destination);
  try {
    return await write({ ports, book, sink }, request);
  } finally {
    await sink.abort();
  }
}

interface Means {
  readonly ports: Ports;
  readonly book: CaseBook;
  readonly sink: BundleSink;
}

async function write({ ports, book, sink }: Means, request: ExportBundle): Promise<ExportedBundle> {
  const bag = new BagWriter(sink);
  const scan = await scanLog(ports.log, book);
  const items = await bundledItems({ ports, book, scan }, request.evidence);
  const included = items.filter(({ isIncluded }) => isIncluded).map(({ item }) => item);
  await enterReading(book, included, request);
  await verifyForExport({ ports, book }, items, request);
  await writeItems({ ports, bag, scan }, items, request);
  await book.checkpoint();
  const entries = await enterExport(book, included, request);
  const signed = await finish({ ports, book, sink }, { bag, scan, entries, items }, request);
  return {
    path: request.destination.path,
    format: request.destination.format,
    entries,
    root: signed.root,
    items: included,
    left: bag.fetched.length,
    bytes: bag.payloadBytes,
  };
}

/** Evidence is read and copied long before the export is whole: that is entered first, whatever becomes of it. */
async function enterReading(
  book: CaseBook,
  items: readonly EvidenceId[],
  { destination, actor }: ExportBundle,
): Promise<void> {
  const purpose = `export as a bundle to ${destination.path}`.slice(0, 4000);
  await book.append(() =>
    items.map((item): EntryDraft => ({
      type: 'evidence.read',
      ...(actor === undefined ? {} : { actor }),
      body: { item, purpose },
    })),
  );
}

/** An entry holds at most so many ids; a larger export is several entries, the last of which ends the bundle. */
const MOST_ITEMS = 1000;

/** @returns how many entries the log holds with the last one of the export. */
async function enterExport(
  book: CaseBook,
  included: readonly EvidenceId[],
  { destination, actor }: ExportBundle,
): Promise<number> {
  const parts = Array.from(
    { length: Math.max(1, Math.ceil(included.length / MOST_ITEMS)) },
    (_, n) => included.slice(n * MOST_ITEMS, (n + 1) * MOST_ITEMS),
  );
  const written = await book.append(() =>
    parts.map((items): EntryDraft => ({
      type: 'evidence.exported',
      ...(actor === undefined ? {} : { actor }),
      body: { items: [...items], format: 'bundle', destination: destination.path },
    })),
  );
  const last = written.at(-1);
  if (last === undefined) throw new PipelineError('case.busy', 'the export was not entered');
  return last.seq + 1;
}

interface Finish {
  readonly bag: BagWriter;
  readonly scan: LogScan;
  readonly entries: number;
  readonly items: readonly BundledItem[];
}

/** Signs over exactly what the bundle holds, and writes the rest of it. */
async function finish(
  { ports, book, sink }: Means,
  { bag, scan, entries, items }: Finish,
  { destination }: ExportBundle,
): Promise<{ readonly root: string }> {
  try {
    const signed = await book.checkpointHere();
    await writeLog({ ports, bag, caseId: book.id }, entries);
    await writeGuide({ ports, bag, caseId: book.id, scan }, items, entries);
    await bag.end(bagFields(ports, book));
    await sink.commit();
    return signed;
  } catch (error) {
    const code = isAfoError(error) ? error.code : 'step.unexpected';
    await book.append(() => [
      {
        type: 'note.added',
        body: {
          text: `The export to ${destination.path} that entry ${String(entries - 1)} speaks of was not completed (${code}); no bundle was left there.`,
        },
      },
    ]);
    throw error;
  }
}

const bagFields = ({ clock, actor }: Ports, { id }: CaseBook) =>
  [
    ['Bag-Software-Agent', `${actor.name} ${actor.version ?? '0'}`],
    ['Bagging-Date', clock.now().slice(0, 10)],
    ['External-Identifier', `afo.case/${id}`],
    ['Internal-Sender-Description', `How to check this bundle: ${bundlePath.guide}`],
  ] as const;
