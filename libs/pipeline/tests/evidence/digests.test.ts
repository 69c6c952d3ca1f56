import { zstdDecompressSync } from 'node:zlib';
import { sha256Hex } from '@afo/custody';
import { memoryPorts } from '@afo/conformance/memory';
import { evidenceId, isEntry, manifestSchema } from '@afo/domain';
import type { Entry, EntryBody } from '@afo/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCase, CaseBook, sealItem } from '../../src/index.ts';

const item = evidenceId(1);

async function sealed(content: Uint8Array | AsyncIterable<Uint8Array>, compress: boolean) {
  const ports = memoryPorts();
  const caseId = await openCase(ports, {
    title: 'web-01',
    subject: { kind: 'host', id: 'web-01' },
    origin: 'command',
    reason: 'suspected',
    sources: [],
  });
  const book = await CaseBook.open(ports, caseId);
  const entries: Entry[] = [];
  const body = await sealItem(
    {
      ports,
      book,
      record: async (...drafts) => void entries.push(...(await book.append(() => drafts))),
    },
    {
      item,
      kind: 'log',
      title: 'auth.log',
      name: 'auth.log',
      format: 'text',
      compress,
      content,
      facts: {},
      tool: { name: 'test', version: '0' },
      limits: [],
    },
  );
  const read = async (key: string): Promise<Buffer> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of ports.vault.read(key)) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  return { body, entries, read };
}

const manifestOf = async ({ body, read }: Awaited<ReturnType<typeof sealed>>) =>
  manifestSchema.parse(JSON.parse((await read(body.manifest.key)).toString('utf8')));

async function* inPieces(...pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    await Promise.resolve();
    yield piece;
  }
}

describe('when an item is sealed', () => {
  it('F-04 tells the digest of the bytes as seized and of the bytes as stored, each of what it says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        async (pieces, compress) => {
          const content = Buffer.concat(pieces);
          const made = await sealed(inPieces(...pieces), compress);
          const manifest = await manifestOf(made);
          const [stored] = manifest.stored;
          const bytes = await made.read(stored?.key ?? '');

          expect(manifest.content).toEqual({
            bytes: content.byteLength,
            sha256: sha256Hex(content),
          });
          expect(stored).toMatchObject({ bytes: bytes.byteLength, sha256: sha256Hex(bytes) });
          expect((compress ? zstdDecompressSync(bytes) : bytes).equals(content)).toBe(true);
          if (compress) expect(stored?.sha256).not.toBe(manifest.content.sha256);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('F-03 enters the digest under which the bytes and the manifest are found again', async () => {
    const content = Buffer.from('Nov 24 03:00:00 web sshd[1]: Accepted\n');
    const made = await sealed(content, true);
    const bodies = made.entries
      .filter((entry) => isEntry(entry, 'evidence.acquired') || isEntry(entry, 'evidence.sealed'))
      .map(({ body }): Pick<EntryBody<'evidence.sealed'>, 'item' | 'sha256' | 'bytes'> => body);

    expect(bodies.map(({ item: id, sha256, bytes }) => ({ id, sha256, bytes }))).toEqual(
      ['acquired', 'sealed'].map(() => ({
        id: item,
        sha256: sha256Hex(content),
        bytes: content.byteLength,
      })),
    );
    const manifest = await made.read(made.body.manifest.key);
    expect(sha256Hex(manifest)).toBe(made.body.manifest.sha256);
    expect((await manifestOf(made)).item).toBe(item);
  });

  it('F-03 keeps the objects of an item under its own name and their own digest', async () => {
    const made = await sealed(Buffer.from('x'), false);
    const [stored] = (await manifestOf(made)).stored;

    expect(stored?.key).toContain(`/${item}/${stored?.sha256.slice(0, 16) ?? ''}-auth.log`);
  });
});

describe('when there is nothing to seal', () => {
  it.each([
    ['no bytes', () => Buffer.alloc(0)],
    ['a stream that ends at once', () => inPieces()],
    ['a stream of empty pieces', () => inPieces(Buffer.alloc(0), Buffer.alloc(0))],
  ])('F-01 refuses %s, compressed or not', async (_, content) => {
    for (const compress of [true, false])
      await expect(sealed(content(), compress)).rejects.toMatchObject({ code: 'evidence.empty' });
  });
});

describe('when the source breaks off', () => {
  it('F-01 seals nothing of it, and the error is the source’s own', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('first half');
      await Promise.resolve();
      throw new RangeError('the cable was pulled');
    }

    for (const compress of [true, false])
      await expect(sealed(broken(), compress)).rejects.toThrow('the cable was pulled');
  });
});
