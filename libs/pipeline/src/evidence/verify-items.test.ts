import { memoryPorts } from '@afo/conformance/memory';
import type { MemoryPorts } from '@afo/conformance/memory';
import { evidenceId } from '@afo/domain';
import { describe, expect, it } from 'vitest';
import { CaseBook } from '../case/case-book.ts';
import { openCase } from '../case/open-case.ts';
import { sealItem } from './seal-item.ts';
import { verifyItems } from './verify-items.ts';

const ann = { kind: 'human', name: 'ann', via: 'terminal' } as const;
const quiet = { actor: ann, signal: new AbortController().signal, progress: () => undefined };

async function caseWithItem(ports: MemoryPorts) {
  const caseId = await openCase(ports, {
    title: 'x',
    subject: { kind: 'host', id: 'x' },
    origin: 'command',
    reason: 'x',
    sources: [],
  });
  const book = await CaseBook.open(ports, caseId);
  const record = async (...drafts: Parameters<Parameters<typeof sealItem>[0]['record']>) => {
    await book.append(() => drafts);
  };
  const request = {
    item: evidenceId(1),
    kind: 'log',
    title: 'auth.log',
    name: 'auth.log',
    format: 'raw',
    compress: true,
    content: Buffer.from('a line\n'),
    facts: {},
    tool: { name: 't', version: '1' },
    limits: [],
  } as const;
  await sealItem({ ports, book, record }, request);
  return caseId;
}

describe('when somebody asks whether the evidence is still what was sealed', () => {
  it('reads everything again and enters who asked and what was found', async () => {
    const ports = memoryPorts();
    const caseId = await caseWithItem(ports);

    const results = await verifyItems(ports, { caseId, ...quiet });

    const { state } = await CaseBook.open(ports, caseId);
    expect(results).toMatchObject([
      { item: 'E-0001', occasion: 'request', result: 'match', bytes: 7 },
    ]);
    expect(state.items.get(evidenceId(1))?.verifications).toHaveLength(1);
  });

  it('refuses items that are not there instead of passing over them', async () => {
    const ports = memoryPorts();
    const caseId = await caseWithItem(ports);

    await expect(
      verifyItems(ports, { caseId, items: [evidenceId(9)], ...quiet }),
    ).rejects.toMatchObject({ code: 'evidence.unknown-item' });
  });
});
