import { createCipheriv, createHash } from 'node:crypto';
import * as fc from 'fast-check';
import type { EvidenceId, Manifest } from '@afo/domain';
import { BLOCK_SIZE, evidenceId, instantOf } from '@afo/domain';
import { SAMPLE_CASE } from '@afo/domain/testing';
import type { ContentSource, EvidenceVault } from '@afo/ports';
import { memoryCodec } from '@afo/conformance/memory';
import { acquireContent } from '../../src/acquisition/acquire-content.ts';
import type { AcquireContent, AcquiredContent } from '../../src/acquisition/acquire-content.ts';
import { readBack } from '../../src/evidence/read-back.ts';
import type { ReadBackResult } from '../../src/evidence/read-back.ts';

/** A disk of blocks of four kinds, the last of them perhaps short. */
export interface TestDisk {
  readonly disk: Uint8Array;
  readonly absent: ReadonlySet<number>;
}

type Kind = 'absent' | 'zeros' | 'text' | 'noise';

/** Makes a disk; the same kinds and seed give the same bytes. */
export function makeDisk(kinds: readonly Kind[], lastBytes = BLOCK_SIZE, seed = 1): TestDisk {
  const disk = Buffer.alloc((kinds.length - 1) * BLOCK_SIZE + lastBytes);
  for (const [n, kind] of kinds.entries()) {
    const block = disk.subarray(n * BLOCK_SIZE, (n + 1) * BLOCK_SIZE);
    if (kind === 'text') block.fill(`block ${String(n)} of disk ${String(seed)}; `);
    if (kind === 'noise') fillWithNoise(block, seed * 1000 + n);
  }
  return { disk, absent: new Set(kinds.flatMap((kind, n) => (kind === 'absent' ? [n] : []))) };
}

/** How a disk is made; small, so that a failing property can be read. */
export interface Recipe {
  readonly kinds: readonly Kind[];
  readonly lastBytes: number;
  readonly seed: number;
}

/** Disks of up to `most` blocks. */
export const anyDisk = (most: number): fc.Arbitrary<Recipe> =>
  fc.record({
    kinds: fc.array(fc.constantFrom<Kind>('absent', 'zeros', 'text', 'noise'), {
      minLength: 1,
      maxLength: most,
    }),
    lastBytes: fc.oneof(fc.constant(BLOCK_SIZE), fc.integer({ min: 1, max: BLOCK_SIZE })),
    seed: fc.integer({ min: 1, max: 99 }),
  });

export const made = ({ kinds, lastBytes, seed }: Recipe): TestDisk =>
  makeDisk(kinds, lastBytes, seed);

/** Noise without randomness: AES in counter mode, which no compressor makes shorter. */
function fillWithNoise(block: Buffer, seed: number): void {
  const key = createHash('sha256').update(String(seed)).digest().subarray(0, 16);
  createCipheriv('aes-128-ctr', key, Buffer.alloc(16))
    .update(Buffer.alloc(block.byteLength))
    .copy(block);
}

export const ITEM: EvidenceId = evidenceId(1);

export interface Acquire extends Partial<AcquireContent> {
  readonly vault: EvidenceVault;
  readonly source: ContentSource;
}

export function acquire({ vault, ...rest }: Acquire): Promise<AcquiredContent> {
  return acquireContent({
    place: { vault, case: SAMPLE_CASE, item: ITEM },
    codec: memoryCodec(),
    signal: new AbortController().signal,
    progress: () => undefined,
    now: () => 0,
    segmentBlocks: 3,
    ...rest,
  });
}

export function manifestOf({
  content,
  stored,
  blocks,
  absent,
  missing,
}: AcquiredContent): Manifest {
  return {
    v: 1,
    case: SAMPLE_CASE,
    item: ITEM,
    kind: 'disk',
    title: 'a disk',
    source: { facts: {} },
    acquired: {
      tool: { name: 'test', version: '1' },
      startedAt: instantOf(0),
      endedAt: instantOf(0),
    },
    content,
    stored: [...stored],
    blocks,
    absent: absent.map(([first, count]) => [first, count]),
    completeness: {
      expectedBytes: content.bytes,
      missing: missing.map(([start, length]) => [start, length]),
    },
    limits: [],
  };
}

export const verify = (vault: EvidenceVault, manifest: Manifest): Promise<ReadBackResult> =>
  readBack({
    vault,
    codec: memoryCodec(),
    manifest,
    signal: new AbortController().signal,
    progress: () => undefined,
    now: () => 0,
  });

export async function stored(vault: EvidenceVault, key: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of vault.read(key)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
