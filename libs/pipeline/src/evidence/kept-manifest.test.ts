import { memoryPorts } from '@afo/conformance/memory';
import type { MemoryPorts } from '@afo/conformance/memory';
import type { EntryDraft } from '@afo/domain';
import { evidenceId } from '@afo/domain';
import { describe, expect, it } from 'vitest';
import { CaseBook } from '../case/case-book.ts';
import { openCase } from '../case/open-case.ts';
import { sealItem } from './seal-item.ts';

async function openBook(ports: MemoryPorts): Promise<CaseBook> {
  const id = await openCase(ports, {
    title: 'web-01',
    subject: { kind: 'host', id: 'web-01' },
    origin: 'command',
    reason: 'suspected',
    sources: [],
  });
  return CaseBook.open(ports, id);
}

/** One attempt at sealing; `record` is what becomes of its entries. */
const seal = (
  ports: MemoryPorts,
  book: CaseBook,
  { text = 'bytes', record }: { text?: string; record: (...drafts: EntryDraft[]) => Promise<void> },
) =>
  sealItem(
    { ports, book, record },
    {
      item: evidenceId(1),
      kind: 'inventory',
      title: 'an answer',
      name: 'answer.json',
      format: 'json',
      compress: false,
      content: Buffer.from(text),
      facts: {},
      tool: { name: 'test', version: '1' },
      limits: [],
    },
  );
const dies = () => Promise.reject(new Error('killed'));
const manifestsOf = async (ports: MemoryPorts, book: CaseBook): Promise<readonly string[]> => {
  const keys: string[] = [];
  for await (const { key } of ports.vault.inventory(book.id, evidenceId(1)))
    if (key.endsWith('-manifest.json')) keys.push(key);
  return keys;
};

describe('when a worker dies between the manifest and its entry', () => {
  it('is finished by the next one with the same manifest, and nothing unknown lies in the vault', async () => {
    const ports = memoryPorts();
    const book = await openBook(ports);
    await expect(seal(ports, book, { record: dies })).rejects.toThrow('killed');
    ports.clock.advance(60_000);

    const sealed = await seal(ports, book, {
      record: async (...drafts) => {
        await book.append(() => drafts);
      },
    });

    expect(await manifestsOf(ports, book)).toEqual([sealed.manifest.key]);
  });

  it('is sealed anew when the bytes are others: a manifest speaks of its own bytes only', async () => {
    const ports = memoryPorts();
    const book = await openBook(ports);
    await expect(seal(ports, book, { record: dies })).rejects.toThrow('killed');

    const sealed = await seal(ports, book, {
      text: 'other bytes',
      record: async (...drafts) => {
        await book.append(() => drafts);
      },
    });

    expect(await manifestsOf(ports, book)).toContain(sealed.manifest.key);
    expect(await manifestsOf(ports, book)).toHaveLength(2);
  });
});
