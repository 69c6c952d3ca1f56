import type { CaseState, EvidenceId, Manifest } from '@afo/domain';
import { ordinalOf } from '@afo/domain';
import type { Ports } from '@afo/ports';
import type { CaseBook } from '../case/case-book.ts';
import { PipelineError } from '../errors.ts';
import { readManifest } from '../evidence/read-manifest.ts';
import type { ExportBundle } from './export-bundle.ts';
import type { LogScan } from './scan-log.ts';

/** A sealed item on its way into a bundle. */
export interface BundledItem {
  readonly item: EvidenceId;
  readonly manifest: Manifest;
  readonly manifestBytes: Uint8Array;
  /** Its bytes go with it. */
  readonly isIncluded: boolean;
  /** There are no bytes any more, by an entry of the log. */
  readonly isDisposed: boolean;
}

interface Means {
  readonly ports: Pick<Ports, 'vault'>;
  readonly book: CaseBook;
  readonly scan: LogScan;
}

/**
 * Every sealed item with its manifest, in the order of the ids.
 * @throws PipelineError `evidence.unknown-item`, `evidence.not-sealed` for an item that was asked for
 */
export async function bundledItems(
  { ports, book, scan }: Means,
  evidence: ExportBundle['evidence'],
): Promise<readonly BundledItem[]> {
  const wanted = wantedOf(book.state, evidence);
  const sealed = [...book.state.items.values()].toSorted(
    (a, b) => ordinalOf(a.item) - ordinalOf(b.item),
  );
  const items: BundledItem[] = [];
  for (const { item, sealed: seal } of sealed) {
    if (seal === undefined) continue;
    const { manifest, bytes } = await readManifest(ports.vault, seal);
    const isDisposed = scan.disposed.has(item);
    const isIncluded = wanted(item) && !isDisposed;
    items.push({ item, manifest, manifestBytes: bytes, isIncluded, isDisposed });
  }
  return items;
}

function wantedOf(
  state: CaseState,
  evidence: ExportBundle['evidence'],
): (item: EvidenceId) => boolean {
  if (evidence === 'all') return () => true;
  if (evidence === 'none') return () => false;
  for (const item of evidence) {
    const known = state.items.get(item);
    if (known === undefined)
      throw new PipelineError('evidence.unknown-item', `the case has no item ${item}`);
    if (known.sealed === undefined)
      throw new PipelineError('evidence.not-sealed', `${item} is not sealed`);
  }
  const asked = new Set(evidence);
  return (item) => asked.has(item);
}
