import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  caseNumber,
  closing,
  collect,
  host,
  lineAt,
  note,
  opening,
  reopening,
} from '@afo/conformance';
import { fold } from '@afo/domain';
import type { CaseLog } from '@afo/ports';
import { openCaseLog } from './sqlite-case-log.ts';

const act = fc.record({
  n: fc.integer({ min: 1, max: 6 }),
  what: fc.constantFrom('open', 'note', 'close', 'reopen'),
  subject: fc.constantFrom('a', 'b', 'c'),
});
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

const drafts = { note: note('n'), close: closing, reopen: reopening } as const;

async function perform(log: CaseLog, { n, what, subject }: Act): Promise<void> {
  const size = (await collect(log.read(caseNumber(n)))).length;
  const draft = what === 'open' ? opening(host(subject)) : drafts[what];
  await log.append(caseNumber(n), size, [lineAt(caseNumber(n), size, draft)]);
}

describe('when cases come and go in any order', () => {
  it('lists what the entries say, never two open cases of one subject, and the same after a rebuild', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 25 }), async (acts) => {
        const folder = await mkdtemp(join(tmpdir(), 'afo-model-'));
        const log = openCaseLog(join(folder, 'cases.db'));
        for (const one of acts) await perform(log, one).catch(() => undefined);
        const listed = await log.list();

        for (const { id, status, size, lastAt } of listed) {
          const state = fold((await collect(log.read(id))).map(({ entry }) => entry));
          expect({ status, size, lastAt }).toEqual({
            status: state?.status,
            size: state?.size,
            lastAt: state?.lastAt,
          });
        }
        const open = listed.filter(({ status }) => status === 'open');
        expect(new Set(open.map(({ subject }) => subject.id)).size).toBe(open.length);
        await log.rebuild();
        expect(await log.list()).toEqual(listed);

        await log.close();
        await rm(folder, { recursive: true });
      }),
      { numRuns: 40 },
    );
  });
});
