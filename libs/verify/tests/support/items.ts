import { zstdCompressSync } from 'node:zlib';

import { sha256 } from './bundle.ts';
import type { CaseWriter } from './case-writer.ts';
import { CASE } from './case-writer.ts';
import { canonical } from './json.ts';
import { naiveLeaf, naiveRoot } from './naive-tree.ts';
import { seekable } from './zstd.ts';

const BLOCK = 524_288;

/** What an item is to be; `content` in the parts in which it is stored. */
export interface ItemPlan {
  readonly item: string;
  readonly kind: string;
  readonly parts: readonly Uint8Array[];
  readonly format: string;
  readonly blocks?: boolean;
  readonly parents?: readonly string[];
  readonly root?: string;
  /** Overrides members of the manifest. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** Another text for the manifest, sealed as it is. */
  readonly manifestText?: (canonical: string) => string;
}

/** A sealed item: its manifest, and the files of it that lie in a bundle. */
export interface SealedItem {
  readonly plan: ItemPlan;
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly content: Buffer;
  readonly objects: readonly {
    readonly key: string;
    readonly path: string;
    readonly bytes: Buffer;
  }[];
  readonly files: readonly (readonly [string, Buffer])[];
}

/** Seals an item as docs/spec/evidence-item.md says, and enters that it was acquired, sealed and verified. */
export function sealItem(writer: CaseWriter, plan: ItemPlan): SealedItem {
  const content = Buffer.concat(plan.parts);
  const objects = plan.parts.map((part, index) => storedObject(plan, part, index));
  const blocks = plan.blocks === true ? blockFile(plan.item, content) : undefined;
  const origin = {
    ...(plan.parents === undefined ? {} : { parents: plan.parents }),
    ...(plan.root === undefined ? {} : { root: plan.root }),
  };
  const manifest = {
    v: 1,
    case: CASE,
    item: plan.item,
    kind: plan.kind,
    title: plan.item,
    ...origin,
    source: { facts: { format: 'raw' } },
    acquired: {
      tool: { name: 'agent', version: '1' },
      startedAt: '2026-11-24T03:00:00.000Z',
      endedAt: '2026-11-24T03:00:01.000Z',
    },
    content: { bytes: content.length, sha256: sha256(content) },
    stored: objects.map(({ key, bytes, part }) => ({
      key,
      bytes: bytes.length,
      sha256: sha256(bytes),
      format: plan.format,
      ...(part === undefined ? {} : { part }),
    })),
    ...(blocks === undefined ? {} : { blocks: blocks.facts }),
    completeness: { expectedBytes: content.length, missing: [] },
    limits: [],
    ...plan.manifest,
  };
  const text = Buffer.from(plan.manifestText?.(canonical(manifest)) ?? canonical(manifest));
  enter(writer, plan, { content, text, origin, objects: objects.length });
  return {
    plan,
    manifest,
    content,
    objects,
    files: [
      [`data/manifests/${plan.item}.json`, text],
      ...objects.map(({ path, bytes }) => [path, bytes] as const),
      ...(blocks === undefined ? [] : [[`data/blocks/${plan.item}.blocks`, blocks.bytes] as const]),
    ],
  };
}

interface Entered {
  readonly content: Buffer;
  readonly text: Buffer;
  readonly origin: object;
  readonly objects: number;
}

function enter(
  writer: CaseWriter,
  { item, kind }: ItemPlan,
  { content, text, origin, objects }: Entered,
): void {
  const digest = { item, bytes: content.length, sha256: sha256(content) };
  const manifest = {
    key: vaultKey(item, text, 'manifest.json'),
    bytes: text.length,
    sha256: sha256(text),
  };
  writer.add(
    {
      type: 'evidence.acquired',
      body: {
        ...digest,
        kind,
        title: item,
        ...origin,
        expectedBytes: content.length,
        missingBytes: 0,
        objects,
      },
    },
    { type: 'evidence.sealed', body: { ...digest, manifest } },
    { type: 'evidence.verified', body: { ...digest, occasion: 'acquisition', result: 'match' } },
  );
}

function storedObject({ item, format, parts }: ItemPlan, part: Uint8Array, index: number) {
  const bytes = encoded(format, part);
  const name = `part-${String(index)}`;
  const key = vaultKey(item, bytes, name);
  return {
    key,
    bytes,
    path: `data/evidence/${key.split('/').slice(2).join('/')}`,
    part: parts.length > 1 ? index : undefined,
  };
}

function encoded(format: string, part: Uint8Array): Buffer {
  if (format === 'zstd') return zstdCompressSync(part);
  return format === 'zstd-seekable' ? seekable(blocksOf(part)) : Buffer.from(part);
}

export const vaultKey = (item: string, bytes: Uint8Array, name: string): string =>
  `cases/${CASE}/${item}/${sha256(bytes).slice(0, 16)}-${name}`;

export function blockFile(item: string, content: Uint8Array) {
  const digests = blocksOf(content).map((block) => Buffer.from(sha256(block), 'hex'));
  const bytes = Buffer.concat(digests);
  const facts = {
    size: BLOCK,
    count: digests.length,
    root: naiveRoot(digests.map(naiveLeaf)).toString('hex'),
    digests: { key: vaultKey(item, bytes, 'blocks'), sha256: sha256(bytes) },
  };
  return { bytes, facts };
}

function blocksOf(content: Uint8Array): Uint8Array[] {
  const count = Math.ceil(content.length / BLOCK);
  return Array.from({ length: count }, (_, index) =>
    content.subarray(index * BLOCK, (index + 1) * BLOCK),
  );
}
