import { createHash } from 'node:crypto';
import { memoryPorts } from '@afo/conformance/memory';
import type { CaseState, Manifest, SourceFacts, StepState } from '@afo/domain';
import { BLOCK_SIZE, blockCount, evidenceId, manifestSchema } from '@afo/domain';
import { samplePlan } from '@afo/domain/testing';
import type { ContentSource } from '@afo/ports';
import { describe, expect, it } from 'vitest';
import { acquireDisk, acquireMemory, CaseBook, openCase, runStep } from '../../src/index.ts';

const ITEM = evidenceId(1);
const PAGE = 4096;
const BANNER =
  'Linux version 6.1.0-18-amd64 (debian-kernel@lists.debian.org) (gcc-12) #1 SMP Debian 6.1.76-1\n';

/** A source of these bytes, with what its container says of them. */
const sourceOf = (content: Uint8Array, embedded?: SourceFacts['embedded']): ContentSource => ({
  describe: () =>
    Promise.resolve({
      format: embedded === undefined ? 'file' : 'ewf',
      bytes: content.byteLength,
      facts: {},
      ...(embedded === undefined ? {} : { embedded }),
      limits: [],
    }),
  runs: async function* (from) {
    await Promise.resolve();
    const count = blockCount(content.byteLength) - from;
    if (count > 0) yield [from, count];
  },
  read: (first, into) => {
    const start = first * BLOCK_SIZE;
    into.set(content.subarray(start, start + into.byteLength));
    return Promise.resolve([]);
  },
  confirm: () => Promise.resolve(),
  close: () => Promise.resolve(),
});

interface Acquired {
  readonly state: CaseState;
  readonly step: StepState | undefined;
  readonly manifest: () => Promise<Manifest>;
}

async function acquired(kind: 'memory' | 'disk', source: ContentSource): Promise<Acquired> {
  const sources = { open: () => Promise.resolve(source) };
  const ports = { ...memoryPorts(), disks: sources, memories: sources };
  const caseId = await openCase(ports, {
    title: 'web-01',
    subject: { kind: 'host', id: 'web-01' },
    origin: 'command',
    reason: 'suspected',
    sources: [],
    grantedBy: { kind: 'command', approver: { kind: 'human', name: 'ann' }, reason: 'ordered' },
  });
  const book = await CaseBook.open(ports, caseId);
  await book.append(() => [{ type: 'plan.made', body: { plan: samplePlan([kind]) } }]);
  const key = `acquire-${kind}/${ITEM}`;
  await runStep({
    ports,
    handlers: { 'acquire-disk': acquireDisk, 'acquire-memory': acquireMemory },
    task: { caseId, step: `acquire-${kind}`, key, item: ITEM, attempt: 1 },
    control: { signal: new AbortController().signal, progress: () => undefined },
  });
  const state = await book.refresh();
  return {
    state,
    step: state.steps.get(key),
    manifest: async () => {
      const chunks: Uint8Array[] = [];
      const manifestKey = state.items.get(ITEM)?.sealed?.manifest.key ?? '';
      for await (const chunk of ports.vault.read(manifestKey)) chunks.push(chunk);
      return manifestSchema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    },
  };
}

/** One range of memory as LiME writes it, from address 0x1000 on. */
function lime(memory: Buffer): Buffer {
  const header = Buffer.alloc(32);
  header.writeUInt32LE(0x4c694d45, 0);
  header.writeUInt32LE(1, 4);
  header.writeBigUInt64LE(0x1000n, 8);
  header.writeBigUInt64LE(0x1000n + BigInt(memory.byteLength) - 1n, 16);
  return Buffer.concat([header, memory]);
}

function memoryOf(pages: number, full: number, banner = BANNER): Buffer {
  const memory = Buffer.alloc(pages * PAGE);
  for (let page = 0; page < full; page += 1)
    memory.fill(`page ${String(page)} `, page * PAGE, (page + 1) * PAGE);
  memory.write(banner, 16);
  return memory;
}

describe('when a capture of memory is of the right size', () => {
  it.each([
    ['of zeros alone', lime(memoryOf(500, 0, '')), 'memory.zeros'],
    ['almost of zeros alone', lime(memoryOf(500, 3, '')), 'memory.zeros'],
    ['of zeros alone, without a header', memoryOf(500, 0, ''), 'memory.zeros'],
    ['full of what is no machine', lime(memoryOf(500, 500, '')), 'memory.no-kernel'],
  ])('F-02 is no success when it is %s', async (_, capture, code) => {
    const { step, state, manifest } = await acquired('memory', sourceOf(capture));

    expect(step).toMatchObject({ status: 'failed', code });
    // It is sealed for the record all the same, and says of itself what it is.
    expect(state.items.get(ITEM)?.sealed).toBeDefined();
    expect((await manifest()).limits.join(' ')).toContain(step?.cause ?? 'no cause');
  });

  it('F-02 tells how many pages are zeros, also of one that counts', async () => {
    const { step, manifest } = await acquired('memory', sourceOf(lime(memoryOf(500, 20))));

    expect(step?.status).toBe('succeeded');
    const { source, limits } = await manifest();
    expect(source.facts).toMatchObject({ 'memory.pages': 500, 'memory.zeroPages': 480 });
    expect(limits.join(' ')).toContain('480 of 500 pages are zeros');
  });
});

describe('when a capture of memory is not whole', () => {
  const whole = lime(memoryOf(64, 64));

  it.each([
    ['its header alone', whole.subarray(0, 32), 'memory.empty'],
    ['half of its only range', whole.subarray(0, whole.byteLength / 2), 'memory.truncated'],
    ['all but its last byte', whole.subarray(0, -1), 'memory.truncated'],
    [
      'a second range that is cut',
      Buffer.concat([whole, whole.subarray(0, 20)]),
      'memory.truncated',
    ],
  ])('F-01 is no success when there is %s', async (_, capture, code) => {
    expect((await acquired('memory', sourceOf(capture))).step).toMatchObject({
      status: 'failed',
      code,
    });
  });

  it('F-01 refuses a capture without a byte before anything of it is stored', async () => {
    const { step, state } = await acquired('memory', sourceOf(Buffer.alloc(0)));

    expect(step).toMatchObject({ status: 'failed', code: 'source.empty' });
    expect(state.items.get(ITEM)?.acquired).toBeUndefined();
  });
});

describe('when a disk is all zeros', () => {
  it('F-02 is acquired, since a wiped disk is one, and says what it is', async () => {
    const { step, manifest } = await acquired('disk', sourceOf(Buffer.alloc(3 * BLOCK_SIZE)));

    expect(step?.status).toBe('succeeded');
    expect((await manifest()).limits).toContain('the whole content reads as zeros');
  });
});

describe('when the container of a disk holds digests', () => {
  const disk = Buffer.alloc(BLOCK_SIZE + 512, 'a disk ');
  const md5 = createHash('md5').update(disk).digest('hex');
  const sha256 = createHash('sha256').update(disk).digest('hex');

  it('F-68 says that an MD5 is an MD5, and claims no SHA-256 of the time before', async () => {
    const { step, manifest } = await acquired('disk', sourceOf(disk, { md5 }));

    expect(step?.status).toBe('succeeded');
    const { source, limits, content } = await manifest();
    expect(content.sha256).toBe(sha256);
    expect(source.facts).toMatchObject({ 'embedded.md5': md5, 'embedded.md5.result': 'match' });
    expect(Object.keys(source.facts).join(' ')).not.toContain('embedded.sha256');
    expect(limits.join(' ')).toContain('md5 only');
  });

  it('F-68 says of a SHA-256 that it matches only where the container holds one', async () => {
    const { manifest } = await acquired('disk', sourceOf(disk, { md5, sha256 }));

    const { source, limits } = await manifest();
    expect(source.facts).toMatchObject({ 'embedded.sha256.result': 'match' });
    expect(limits).toEqual([]);
  });

  it('F-68 is no success when the content is not the one whose digest the container holds', async () => {
    const { step, manifest } = await acquired(
      'disk',
      sourceOf(disk, { md5: '00'.repeat(16), sha256 }),
    );

    expect(step).toMatchObject({ status: 'failed', code: 'acquisition.digest-mismatch' });
    expect((await manifest()).source.facts).toMatchObject({ 'embedded.md5.result': 'mismatch' });
  });
});

describe('when a content is larger than 5 GiB', () => {
  it('F-11 has its digest like every other', async () => {
    const bytes = 5 * 1024 ** 3 + 7;
    const last = blockCount(bytes) - 1;
    const large: ContentSource = {
      ...sourceOf(Buffer.alloc(0)),
      describe: () => Promise.resolve({ format: 'raw', bytes, facts: {}, limits: [] }),
      runs: async function* () {
        await Promise.resolve();
        yield [last, 1];
      },
      read: (_, into) => {
        into.fill(0x5a);
        return Promise.resolve([]);
      },
    };
    // (head -c 5368709120 /dev/zero; printf ZZZZZZZ) | sha256sum
    const sha256 = '77d9fb584f52e0971cf14fdf1a6c658df225df10c6ce02a60359c91f202612d0';

    const { step, state, manifest } = await acquired('disk', large);

    expect(step?.status).toBe('succeeded');
    expect(state.items.get(ITEM)?.sealed).toMatchObject({ bytes, sha256 });
    expect((await manifest()).blocks?.count).toBe(last + 1);
    // Five gigabytes are hashed here: quick on a quiet machine, and on a busy one it may take its time.
  }, 180_000);
});
