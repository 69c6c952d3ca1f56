import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import type { BagFile, NoteSigner } from '@afo/custody';
import {
  BAG_DECLARATION,
  bagInfo,
  bagManifest,
  blockRoot,
  bundlePath,
  canonicalJson,
  CompactRange,
  encodeEntry,
  leafHash,
  payloadOxum,
  sha256,
  sha256Hex,
  signCheckpoint,
  vaultKey,
  verifyGuide,
} from '@afo/custody';
import { BLOCK_SIZE, caseIdSchema, entrySchema, evidenceId, instantOf } from '@afo/domain';
import type { EvidenceId, Sha256 } from '@afo/domain';

import { VECTOR_CASE } from '../../src/vectors/entries.ts';
import { publicSigner } from '../../src/vectors/key.ts';

export const SIGNER = publicSigner('afo.example/cross-check');
const CASE = caseIdSchema.parse(VECTOR_CASE);

export type BundleSigner = NoteSigner & { readonly vkey: string };

/** Gives an RFC 3161 response over a digest. */
export type Stamp = (digest: Sha256) => Uint8Array;

/**
 * Writes a bundle with the writer's side of the product: a disk in zstd frames with block digests, a log kept as it is,
 * a guide, and a timestamp where somebody gives one. `now` is the time of its entries.
 */
export async function writeBundle(
  folder: string,
  {
    now,
    stamp,
    signer = SIGNER,
  }: { readonly now: number; readonly stamp?: Stamp; readonly signer?: BundleSigner },
): Promise<void> {
  const writer = new BundleWriter(folder, now, signer);
  writer.add('case.opened', OPENED);
  writer.add('authorisation.granted', GRANTED);
  const blocks = [
    Buffer.alloc(BLOCK_SIZE),
    Buffer.alloc(BLOCK_SIZE, 7),
    Buffer.from('the last block is short'),
  ];
  writer.seal(evidenceId(1), {
    kind: 'disk',
    content: Buffer.concat(blocks),
    stored: seekable(blocks),
    format: 'zstd-seekable',
    blocks,
  });
  const text = Buffer.from('Nov 24 03:00:00 web-01 sshd[1]: Accepted password for root\n');
  writer.seal(evidenceId(2), { kind: 'log', content: text, stored: text, format: 'raw' });
  await writer.checkpoint(stamp);
  writer.add('evidence.exported', {
    items: [evidenceId(1), evidenceId(2)],
    format: 'bundle',
    destination: 'file:///media/stick',
  });
  await writer.checkpoint(undefined, false);
  writer.end();
}

interface Sealing {
  readonly kind: string;
  readonly content: Buffer;
  readonly stored: Buffer;
  readonly format: string;
  readonly blocks?: readonly Buffer[];
}

class BundleWriter {
  readonly #folder: string;
  readonly #now: number;
  readonly #signer: BundleSigner;
  readonly #lines: string[] = [];
  readonly #range = new CompactRange();
  readonly #files: (BagFile & { readonly bytes: number })[] = [];
  readonly #stamped: number[] = [];
  readonly #items: Parameters<typeof verifyGuide>[0]['items'][number][] = [];

  constructor(folder: string, now: number, signer: BundleSigner) {
    this.#folder = folder;
    this.#now = now;
    this.#signer = signer;
  }

  add(type: string, body: object): void {
    const seq = this.#lines.length;
    const why = seq < 2 ? {} : { why: 'A-0001' };
    const entry = {
      v: 1,
      case: CASE,
      seq,
      at: instantOf(this.#now),
      actor: { kind: 'service', name: 'cross-check', version: '1' },
      ...why,
      type,
      body,
    };
    const line = encodeEntry(entrySchema.parse(entry));
    this.#lines.push(line);
    this.#range.append(leafHash(line));
  }

  seal(item: EvidenceId, { kind, content, stored, format, blocks }: Sealing): void {
    const key = vaultKey({ case: CASE, item, sha256: sha256Hex(stored), name: 'content' });
    const digests = blocks?.map(sha256);
    const manifest = Buffer.from(
      canonicalJson({
        v: 1,
        case: CASE,
        item,
        kind,
        title: item,
        source: { facts: {} },
        acquired: {
          tool: { name: 'cross-check', version: '1' },
          startedAt: instantOf(this.#now),
          endedAt: instantOf(this.#now),
        },
        content: { bytes: content.length, sha256: sha256Hex(content) },
        stored: [{ key, bytes: stored.length, sha256: sha256Hex(stored), format }],
        ...(digests === undefined ? {} : { blocks: blockFacts(item, digests), absent: [[0, 1]] }),
        completeness: { expectedBytes: content.length, missing: [] },
        limits: [],
      }),
    );
    const digest = { item, bytes: content.length, sha256: sha256Hex(content) };
    this.add('evidence.acquired', {
      ...digest,
      kind,
      title: item,
      expectedBytes: content.length,
      missingBytes: 0,
      objects: 1,
    });
    this.add('evidence.sealed', {
      ...digest,
      manifest: {
        key: vaultKey({ case: CASE, item, sha256: sha256Hex(manifest), name: 'manifest.json' }),
        bytes: manifest.length,
        sha256: sha256Hex(manifest),
      },
    });
    this.#put(bundlePath.manifest(item), manifest);
    this.#put(bundlePath.evidence(key), stored);
    if (digests !== undefined) this.#put(bundlePath.blocks(item), Buffer.concat(digests));
    this.#items.push({
      item,
      sha256: sha256Hex(content),
      objects: [bundlePath.evidence(key)],
      isCompressed: format !== 'raw',
      hasBlocks: digests !== undefined,
    });
  }

  async checkpoint(stamp?: Stamp, isRecorded = true): Promise<void> {
    const { size } = this.#range;
    const root = this.#range.rootHex();
    const note = await signCheckpoint({ caseId: CASE, size, root }, this.#signer);
    this.#put(bundlePath.checkpoint(size), Buffer.from(note));
    if (stamp !== undefined) {
      this.#put(bundlePath.timestamp(size), stamp(sha256Hex(note)));
      this.#stamped.push(size);
    }
    if (isRecorded)
      this.add('checkpoint.signed', {
        size,
        root,
        key: this.#signer.keyName,
        note: sha256Hex(note),
        timestamp: stamp !== undefined,
      });
  }

  end(): void {
    const { vkey } = this.#signer;
    this.#put(bundlePath.key(vkey), Buffer.from(`${vkey}\n`));
    this.#put(bundlePath.caseLog, Buffer.from(this.#lines.map((line) => `${line}\n`).join('')));
    this.#put(bundlePath.caseLeaves, Buffer.concat(this.#lines.map((line) => leafHash(line))));
    this.#put(
      bundlePath.guide,
      Buffer.from(
        verifyGuide({
          caseId: CASE,
          size: this.#lines.length,
          vkey,
          timestamps: this.#stamped,
          items: this.#items,
        }),
      ),
    );
    const oxum = payloadOxum(
      this.#files.reduce((sum, { bytes }) => sum + bytes, 0),
      this.#files.length,
    );
    const tags = [
      ['bagit.txt', BAG_DECLARATION],
      ['bag-info.txt', bagInfo([['Payload-Oxum', oxum]])],
      ['manifest-sha256.txt', bagManifest(this.#files)],
    ] as const;
    for (const [path, text] of tags) this.#write(path, Buffer.from(text));
    this.#write(
      'tagmanifest-sha256.txt',
      Buffer.from(bagManifest(tags.map(([path, text]) => ({ path, sha256: sha256Hex(text) })))),
    );
  }

  #put(path: string, bytes: Uint8Array): void {
    this.#files.push({ path, sha256: sha256Hex(bytes), bytes: bytes.length });
    this.#write(path, bytes);
  }

  #write(path: string, bytes: Uint8Array): void {
    mkdirSync(dirname(join(this.#folder, path)), { recursive: true });
    writeFileSync(join(this.#folder, path), bytes);
  }
}

function blockFacts(item: EvidenceId, digests: readonly Uint8Array[]): object {
  const file = Buffer.concat(digests);
  const key = vaultKey({ case: CASE, item, sha256: sha256Hex(file), name: 'blocks' });
  return {
    size: BLOCK_SIZE,
    count: digests.length,
    root: blockRoot(digests),
    digests: { key, sha256: sha256Hex(file) },
  };
}

/** Frames of one block each, and the seek table of the zstd seekable format. */
function seekable(blocks: readonly Buffer[]): Buffer {
  const frames = blocks.map((block) => zstdCompressSync(block));
  const table = Buffer.alloc(8 * frames.length + 9);
  for (const [index, frame] of frames.entries()) {
    table.writeUInt32LE(frame.length, 8 * index);
    table.writeUInt32LE(blocks[index]?.length ?? 0, 8 * index + 4);
  }
  table.writeUInt32LE(frames.length, table.length - 9);
  table.writeUInt32LE(0x8f92eab1, table.length - 4);
  const header = Buffer.alloc(8);
  header.writeUInt32LE(0x184d2a5e, 0);
  header.writeUInt32LE(table.length, 4);
  return Buffer.concat([...frames, header, table]);
}

const OPENED = {
  title: 'Cross-check',
  subject: { kind: 'host', id: 'web-01' },
  stack: 'local',
  origin: 'command',
  reason: 'to be checked by others',
  sources: [],
  retention: { until: '2036-11-24T03:00:00.000Z', legalHold: true },
};

const GRANTED = {
  authorisation: 'A-0001',
  kind: 'command',
  approvers: [{ kind: 'human', name: 'M. Keller', via: 'workstation' }],
  reason: 'order of 24 November',
  scope: 'case',
  from: '2026-11-24T03:00:00.000Z',
};
