import { isEntry } from '@afo/domain';
import type { Actor } from '@afo/domain';
import { describe, expect, it } from 'vitest';
import { readCaseResults } from '../../src/index.ts';
import { inPlaceOf } from '../in-place-of.ts';
import { analysedCase, stage } from './stage.ts';
import type { Stage } from './stage.ts';

const ann: Actor = { kind: 'human', name: 'ann', via: 'terminal' };
const readings = async ({ ports, book }: Stage) => {
  const found: string[] = [];
  for await (const { entry } of ports.log.read(book.id))
    if (isEntry(entry, 'evidence.read'))
      found.push(`${entry.actor.name} ${entry.body.item}: ${entry.body.purpose}`);
  return found;
};

describe('when a person looks at results', () => {
  it('F-65 enters who reads what and why before the first byte is given', async () => {
    const made = await analysedCase();
    const before: (readonly string[])[] = [];
    const { vault } = made.ports;
    const watched = inPlaceOf(vault, {
      read: async function* (...given) {
        before.push(await readings(made));
        yield* vault.read(...given);
      },
    });
    const request = { caseId: made.book.id, actor: ann, purpose: 'shown on the terminal' };

    const { detections } = await readCaseResults({ ...made.ports, vault: watched }, request);

    const entered = ['E-0002', 'E-0003'].map((item) => `ann ${item}: shown on the terminal`);
    expect(detections).toHaveLength(1);
    expect(before.length).toBeGreaterThan(0);
    for (const seen of before) expect(seen).toEqual(entered);
  });

  it('F-65 gives nothing where it cannot be entered', async () => {
    const made = await analysedCase();
    let reads = 0;
    const vault = inPlaceOf(made.ports.vault, {
      read: (...given) => {
        reads += 1;
        return made.ports.vault.read(...given);
      },
    });
    const log = inPlaceOf(made.ports.log, {
      append: () => Promise.reject(new Error('the disk of the log is full')),
    });
    const request = { caseId: made.book.id, actor: ann, purpose: 'shown on the terminal' };

    await expect(readCaseResults({ ...made.ports, log, vault }, request)).rejects.toThrow('full');

    expect(reads).toBe(0);
  });

  it('enters no reading where there is nothing to read', async () => {
    const made = await stage();

    const found = await readCaseResults(made.ports, {
      caseId: made.book.id,
      actor: ann,
      purpose: 'shown on the terminal',
    });

    expect([found.detections, found.eventCount, await readings(made)]).toEqual([[], 0, []]);
  });
});
