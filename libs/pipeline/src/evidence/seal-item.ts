import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createZstdCompress } from 'node:zlib';
import { canonicalJson } from '@afo/custody';
import type {
  CaseState,
  EntryBody,
  EntryDraft,
  EvidenceId,
  EvidenceKind,
  Instant,
  Manifest,
  Sha256,
  StoredObject,
  Tool,
  Where,
} from '@afo/domain';
import { manifestSchema, sha256Schema } from '@afo/domain';
import type { Ports } from '@afo/ports';
import type { CaseBook } from '../case/case-book.ts';
import { PipelineError } from '../errors.ts';
import { keptManifest } from './kept-manifest.ts';

/** What sealing needs: a case and a way to write entries into it (a StepContext is one). */
export interface SealContext {
  readonly ports: Pick<Ports, 'vault' | 'clock'>;
  readonly book: CaseBook;
  record(...drafts: readonly EntryDraft[]): Promise<void>;
}

/** A small or derived item: a finding, an inventory answer, results of an analysis, a report. */
export interface SealRequest {
  readonly item: EvidenceId;
  readonly kind: EvidenceKind;
  readonly title: string;
  readonly parents?: readonly EvidenceId[];
  readonly root?: EvidenceId;
  /** Object name in the vault, e.g. `detections.jsonl`; `.zst` is added where it is compressed. */
  readonly name: string;
  readonly format: StoredObject['format'];
  readonly compress: boolean;
  readonly content: Uint8Array | AsyncIterable<Uint8Array>;
  readonly where?: Where;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly tool: Tool;
  readonly limits: readonly string[];
}

/**
 * Puts an item and its manifest into the vault and enters `evidence.acquired` and `evidence.sealed`. An item that is
 * sealed already is left as it is. Content of no bytes is refused: nothing is not evidence (F-01).
 * @throws PipelineError `evidence.empty`; whatever the vault throws
 */
export async function sealItem(
  context: SealContext,
  request: SealRequest,
): Promise<EntryBody<'evidence.sealed'>> {
  const before = context.book.state.items.get(request.item)?.sealed;
  if (before !== undefined) return before;
  const startedAt = context.ports.clock.now();
  const { content, stored } = await store(context, request);
  const manifest = manifestOf(context.book.state, {
    ...request,
    content,
    stored,
    startedAt,
    endedAt: context.ports.clock.now(),
  });
  return await sealManifest(context, manifest);
}

/**
 * Stores the manifest of an item whose objects are in the vault, and enters that it was acquired and sealed. The last
 * act of every acquisition, large or small.
 */
export async function sealManifest(
  context: SealContext,
  manifest: Manifest,
): Promise<EntryBody<'evidence.sealed'>> {
  const object =
    (await keptManifest(context.ports.vault, manifest)) ??
    (await putBytes(
      context,
      { item: manifest.item, name: 'manifest.json', format: 'json' },
      Buffer.from(canonicalJson(manifestSchema.parse(manifest))),
    ));
  const digests = {
    item: manifest.item,
    bytes: manifest.content.bytes,
    sha256: manifest.content.sha256,
  };
  const sealed: EntryBody<'evidence.sealed'> = {
    ...digests,
    manifest: { key: object.key, bytes: object.bytes, sha256: object.sha256 },
  };
  await context.record(
    { type: 'evidence.acquired', body: { ...digests, ...acquiredFacts(manifest) } },
    { type: 'evidence.sealed', body: sealed },
  );
  return sealed;
}

function acquiredFacts(
  manifest: Manifest,
): Omit<EntryBody<'evidence.acquired'>, 'item' | 'bytes' | 'sha256'> {
  return {
    kind: manifest.kind,
    title: manifest.title,
    ...(manifest.root === undefined ? {} : { root: manifest.root }),
    ...(manifest.parents === undefined ? {} : { parents: manifest.parents }),
    expectedBytes: manifest.completeness.expectedBytes,
    missingBytes: manifest.completeness.missing.reduce((sum, [, length]) => sum + length, 0),
    objects: manifest.stored.length,
  };
}

interface Content {
  readonly bytes: number;
  readonly sha256: Sha256;
}

async function store(
  context: SealContext,
  request: SealRequest,
): Promise<{ readonly content: Content; readonly stored: StoredObject }> {
  const { ports, book } = context;
  const format = request.compress ? 'zstd' : request.format;
  const name = request.compress ? `${request.name}.zst` : request.name;
  const hash = createHash('sha256');
  let bytes = 0;
  async function* counted(): AsyncIterable<Uint8Array> {
    for await (const chunk of chunksOf(request.content)) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      yield chunk;
    }
  }
  const stored = await putStream(
    ports,
    { case: book.id, item: request.item, name, format },
    request.compress ? compressed(counted()) : counted(),
  );
  if (bytes === 0)
    throw new PipelineError('evidence.empty', `${request.title}: there is nothing to seal`);
  return { content: { bytes, sha256: sha256Schema.parse(hash.digest('hex')) }, stored };
}

async function* chunksOf(
  content: Uint8Array | AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  if (content instanceof Uint8Array) yield content;
  else yield* content;
}

/** A source that fails ends the encoder with its error; a bare pipe would wait for ever. */
function compressed(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const encoder = createZstdCompress();
  pipeline(Readable.from(chunks), encoder, () => undefined);
  return encoder;
}

/** Stores one object; nothing is left of it when the chunks fail. */
export async function putStream(
  ports: Pick<Ports, 'vault'>,
  address: Parameters<Ports['vault']['create']>[0],
  chunks: AsyncIterable<Uint8Array>,
): Promise<StoredObject> {
  const writer = await ports.vault.create(address);
  try {
    for await (const chunk of chunks) await writer.write(chunk);
    return await writer.commit();
  } finally {
    await writer.abort();
  }
}

const putBytes = (
  context: SealContext,
  address: {
    readonly item: EvidenceId;
    readonly name: string;
    readonly format: StoredObject['format'];
  },
  bytes: Uint8Array,
) => putStream(context.ports, { case: context.book.id, ...address }, chunksOf(bytes));

interface SealedParts extends Omit<SealRequest, 'content'> {
  readonly content: Content;
  readonly stored: StoredObject;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
}

function manifestOf(state: CaseState, parts: SealedParts): Manifest {
  return {
    v: 1,
    case: state.id,
    item: parts.item,
    kind: parts.kind,
    title: parts.title,
    ...(parts.root === undefined ? {} : { root: parts.root }),
    ...(parts.parents === undefined ? {} : { parents: [...parts.parents] }),
    source: {
      ...(parts.where === undefined ? {} : { where: parts.where }),
      facts: { ...parts.facts },
    },
    acquired: { tool: parts.tool, startedAt: parts.startedAt, endedAt: parts.endedAt },
    content: parts.content,
    stored: [parts.stored],
    completeness: { expectedBytes: parts.content.bytes, missing: [] },
    limits: [...parts.limits],
  };
}
