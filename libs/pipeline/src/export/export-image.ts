import type {
  Actor,
  CaseId,
  EntryBody,
  EntryDraft,
  EvidenceId,
  Manifest,
  Sha256,
} from '@afo/domain';
import type { Ports, Progress } from '@afo/ports';
import { CaseBook } from '../case/case-book.ts';
import { PipelineError } from '../errors.ts';
import { readManifest } from '../evidence/read-manifest.ts';
import { makeWorkingCopy } from '../evidence/working-copy.ts';
import type { MadeCopy } from '../evidence/working-copy.ts';
import { writeEwf } from './write-ewf.ts';

export interface ExportImage {
  readonly caseId: CaseId;
  readonly item: EvidenceId;
  /** `encase6` is what other tools know best, and holds no SHA-256; `ewfx` holds one, and libewf reads it (F-68). */
  readonly format: 'raw' | 'encase6' | 'ewfx';
  /** A raw file, or the first segment of an E01; nothing of that name may be there. */
  readonly destination: string;
  readonly actor: Actor;
  readonly signal: AbortSignal;
  readonly progress?: (progress: Progress) => void;
}

export interface ExportedImage {
  readonly path: string;
  /** Length and SHA-256 of the content: those of the item. */
  readonly bytes: number;
  readonly sha256: Sha256;
  /** What the receiver must know, e.g. which digests the container does not hold. */
  readonly limits: readonly string[];
}

/**
 * Writes one item as a file for others: a sparse raw image, or an E01. Every digest is checked on the way out, and an
 * E01 is read again and compared. The log says that the item was read before it is, and what left the house after it
 * has.
 * @throws PipelineError `evidence.unknown-item`, `evidence.not-sealed`, `evidence.digest-mismatch`,
 *   `export.impossible`; PortError `image-file.*`, `tool.*`
 */
export async function exportImage(ports: Ports, request: ExportImage): Promise<ExportedImage> {
  const book = await CaseBook.open(ports, request.caseId);
  const manifest = await manifestOf(ports, book, request.item);
  const { actor, item, destination, format } = request;
  const purpose = `export as ${format} to ${destination}`.slice(0, 4000);
  await book.append(() => [{ type: 'evidence.read', actor, body: { item, purpose } }]);
  const written =
    format === 'raw'
      ? { limits: [], ...(await copyTo(ports, manifest, request)) }
      : await writeEwf(
          {
            ports,
            manifest,
            copyTo: (path) => copyTo(ports, manifest, { ...request, destination: path }),
          },
          request,
        );
  await book.append(() => entriesOf(request, written));
  await book.checkpoint();
  return written;
}

async function manifestOf(ports: Ports, { state }: CaseBook, item: EvidenceId): Promise<Manifest> {
  const known = state.items.get(item);
  if (known === undefined)
    throw new PipelineError('evidence.unknown-item', `the case has no item ${item}`);
  if (known.sealed === undefined)
    throw new PipelineError('evidence.not-sealed', `nothing of ${item} was sealed`);
  return (await readManifest(ports.vault, known.sealed)).manifest;
}

const copyTo = (
  ports: Ports,
  manifest: Manifest,
  { destination: path, signal, progress }: ExportImage,
): Promise<MadeCopy> =>
  makeWorkingCopy({
    ports,
    manifest,
    path,
    signal,
    ...(progress === undefined ? {} : { progress }),
  });

function entriesOf(
  { actor, item, format }: ExportImage,
  { path, bytes, sha256 }: ExportedImage,
): readonly EntryDraft[] {
  const verified: EntryBody<'evidence.verified'> = {
    item,
    occasion: 'export',
    bytes,
    sha256,
    result: 'match',
  };
  const exported: EntryBody<'evidence.exported'> = {
    items: [item],
    format: format === 'raw' ? 'raw' : 'ewf',
    destination: path,
    // Of a container these would be the digests of its files, which are not those of the evidence.
    ...(format === 'raw' ? { bytes, sha256 } : {}),
  };
  return [
    { type: 'evidence.verified', actor, body: verified },
    { type: 'evidence.exported', actor, body: exported },
  ];
}
