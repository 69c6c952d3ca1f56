import { blockRoot, canonicalJson, sha256, sha256Hex, vaultKey } from '@afo/custody';
import { BLOCK_SIZE, caseIdSchema, evidenceId, manifestSchema } from '@afo/domain';

import type { SealedFacts } from './entries.ts';
import { VECTOR_CASE } from './entries.ts';

/** The content of the sample item, said so that any language can make it. */
const pieces = [
  { byte: 0, count: BLOCK_SIZE },
  { byte: 7, count: BLOCK_SIZE },
  { byte: 9, count: 4 },
];

/** A disk of three blocks, the first absent, the last short; kept as it is, so that no compressor takes part. */
export function itemVectors() {
  const blocks = pieces.map(({ byte, count }) => Buffer.alloc(count, byte));
  const content = Buffer.concat(blocks);
  const digests = blocks.map(sha256);
  const file = Buffer.concat(digests);
  const place = { case: VECTOR_CASE, item: evidenceId(1) };
  const manifest = manifestSchema.parse({
    v: 1,
    case: caseIdSchema.parse(VECTOR_CASE),
    item: place.item,
    kind: 'disk',
    title: 'web-01 /dev/sda',
    source: { facts: { format: 'raw', path: 'web-01.raw' } },
    acquired: {
      tool: { name: 'acquisition-agent', version: '0.1.0' },
      startedAt: '2026-11-24T03:00:02.000Z',
      endedAt: '2026-11-24T03:00:03.000Z',
    },
    content: { bytes: content.length, sha256: sha256Hex(content) },
    stored: [
      {
        key: vaultKey({ ...place, sha256: sha256Hex(content), name: 'image.raw' }),
        bytes: content.length,
        sha256: sha256Hex(content),
        format: 'raw',
      },
    ],
    blocks: {
      size: BLOCK_SIZE,
      count: digests.length,
      root: blockRoot(digests),
      digests: {
        key: vaultKey({ ...place, sha256: sha256Hex(file), name: 'blocks' }),
        sha256: sha256Hex(file),
      },
    },
    absent: [[0, 1]],
    completeness: { expectedBytes: content.length, missing: [] },
    limits: [],
  });
  const line = canonicalJson(manifest);
  return {
    content: pieces,
    blocks: digests.map((digest) => Buffer.from(digest).toString('hex')),
    blocksFile: { bytes: file.length, sha256: sha256Hex(file) },
    root: blockRoot(digests),
    manifest,
    line,
    sha256: sha256Hex(line),
  };
}

export const sealedFacts = ({
  manifest,
  line,
  sha256: digest,
}: ReturnType<typeof itemVectors>): SealedFacts => ({
  bytes: manifest.content.bytes,
  sha256: manifest.content.sha256,
  manifest: {
    key: vaultKey({
      case: VECTOR_CASE,
      item: manifest.item,
      sha256: digest,
      name: 'manifest.json',
    }),
    bytes: Buffer.byteLength(line),
    sha256: digest,
  },
});
