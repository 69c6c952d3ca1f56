import type { EntryDraft, EvidenceId } from '@afo/domain';
import { epochOf } from '@afo/domain';
import type { Ports } from '@afo/ports';
import type { CaseBook } from '../case/case-book.ts';
import { PipelineError } from '../errors.ts';
import type { ReadBackResult } from '../evidence/read-back.ts';
import { readBack } from '../evidence/read-back.ts';
import type { BundledItem } from './bundled-items.ts';
import type { ExportBundle } from './export-bundle.ts';

/**
 * Reads every item that goes with its bytes and enters what it found (C36). Nothing leaves that does not match.
 * @throws PipelineError `evidence.digest-mismatch`, after the entry that says so
 */
export async function verifyForExport(
  { ports, book }: { readonly ports: Ports; readonly book: CaseBook },
  items: readonly BundledItem[],
  { signal, progress }: ExportBundle,
): Promise<void> {
  for (const { item, manifest, isIncluded } of items) {
    if (!isIncluded) continue;
    const found = await readBack({
      vault: ports.vault,
      codec: ports.codec,
      manifest,
      signal: signal ?? new AbortController().signal,
      progress: progress ?? (() => undefined),
      now: () => epochOf(ports.clock.now()),
    });
    await book.append(() => [entryOf(item, found)]);
    if (found.result === 'mismatch')
      throw new PipelineError(
        'evidence.digest-mismatch',
        `${item} is not what was sealed, so nothing is exported: ${found.faults[0] ?? 'another digest'}`,
      );
  }
}

function entryOf(item: EvidenceId, { result, bytes, sha256, faults }: ReadBackResult): EntryDraft {
  const detail = faults.join('; ').slice(0, 3800);
  return {
    type: 'evidence.verified',
    body: {
      item,
      occasion: 'export',
      bytes,
      ...(sha256 === undefined ? {} : { sha256 }),
      result,
      ...(detail === '' ? {} : { detail }),
    },
  };
}
