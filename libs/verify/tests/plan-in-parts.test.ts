import { describe, expect, it } from 'vitest';

import type { Verification } from '../src/index.ts';
import { verifyBundle } from '../src/index.ts';
import { readerOf, rebag, sha256 } from './support/bundle.ts';
import type { Draft } from './support/case-writer.ts';
import { CaseWriter, logFiles } from './support/case-writer.ts';
import { exported, granted, opened } from './support/drafts.ts';
import { canonical } from './support/json.ts';
import { KEY } from './support/sample-bundle.ts';

const change = (resource: string) => ({
  step: 'contain',
  call: 'ec2:Change',
  where: { resource },
  parameters: {},
  alsoHits: [],
});
const partOf = (part: number, resource: string): Draft => ({
  type: 'plan.detailed',
  body: { part, of: 3, items: [], techniques: [], alsoHits: [], changes: [change(resource)] },
});
const parts = [partOf(1, 'eni-1'), partOf(2, 'eni-2'), partOf(3, 'eni-3')];
const made: Draft = {
  type: 'plan.made',
  body: {
    inParts: {
      outline: {
        playbook: { name: 'default', sha256: 'ab'.repeat(32) },
        order: 'memory-first',
        orderReason: 'volatility',
        isolate: true,
        approval: { people: 2, reason: 'rule', validForSeconds: 60 },
      },
      parts: 3,
      sha256: sha256(parts.map(({ body }) => `${canonical(body)}\n`).join('')),
    },
  },
};

/** A bundle of this plan as somebody signs it who holds the key: nothing but the plan can give him away. */
async function verdictOn(planned: readonly Draft[]): Promise<Verification> {
  const writer = new CaseWriter().add(opened, granted, ...planned, made, exported());
  writer.checkpoint([KEY], false);
  return verifyBundle(readerOf(rebag(new Map(logFiles(writer, [KEY], true)))), {
    keys: [KEY.vkey],
  });
}
const codes = ({ faults }: Verification): readonly string[] => faults.map(({ code }) => code);

describe('when a bundle holds a plan in parts', () => {
  it('is proven as it was made', async () => {
    expect(await verdictOn(parts)).toMatchObject({ status: 'proven', exitCode: 0, faults: [] });
  });

  it('is refused with a part in the place of another, though all of it is signed', async () => {
    const verdict = await verdictOn(parts.with(1, partOf(2, 'eni-9')));

    expect([verdict.exitCode, codes(verdict)]).toEqual([1, ['log.plan']]);
  });

  it('is refused with a part left out, whichever it is', async () => {
    for (const gone of [0, 1, 2]) {
      const verdict = await verdictOn(parts.toSpliced(gone, 1));

      expect(verdict.exitCode).toBe(1);
      expect(new Set(codes(verdict))).toEqual(new Set(['log.plan']));
    }
  });
});
