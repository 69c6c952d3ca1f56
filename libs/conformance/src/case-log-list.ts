import { describe, expect, it } from 'vitest';
import type { Subject } from '@afo/domain';
import { subjectKey } from '@afo/domain';
import type { CaseLog } from '@afo/ports';
import { caseNumber, closing, host, lineAt, note, opening, reopening } from './log-lines.ts';

interface Logs {
  readonly log: CaseLog;
  readonly other: CaseLog;
}

const instance = (id: string, account: string): Subject => ({
  kind: 'ec2-instance',
  id,
  partition: 'aws',
  account,
  region: 'eu-central-1',
});

/** The part of the suite about subjects and the list of cases. */
export function caseLogListConformance(logs: () => Logs): void {
  const open = async (n: number, subject: Subject): Promise<void> => {
    await logs().log.append(caseNumber(n), 0, [lineAt(caseNumber(n), 0, opening(subject))]);
  };
  const ids = async (filter?: Parameters<CaseLog['list']>[0]): Promise<readonly string[]> =>
    (await logs().other.list(filter)).map(({ id }) => id);

  describe('when a subject has a case', () => {
    it('F-41 opens one case of many that ask for the same subject at once, and names it to the others', async () => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 === 0 ? logs().log : logs().other).append(caseNumber(index), 0, [
            lineAt(caseNumber(index), 0, opening(host('one'))),
          ]),
        ),
      );

      const [only] = await ids();
      const refusals = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(await ids()).toHaveLength(1);
      expect(refusals).toHaveLength(19);
      for (const { reason } of refusals)
        expect(reason).toMatchObject({ code: 'case-log.subject-claimed', caseId: only });
    });

    it('frees the subject when the case closes', async () => {
      await open(1, host('one'));
      await logs().log.append(caseNumber(1), 1, [lineAt(caseNumber(1), 1, closing)]);

      await open(2, host('one'));

      expect(await ids({ status: 'open' })).toEqual([caseNumber(2)]);
    });

    it('does not reopen a case whose subject has another open case by now', async () => {
      await open(1, host('one'));
      await logs().log.append(caseNumber(1), 1, [lineAt(caseNumber(1), 1, closing)]);
      await open(2, host('one'));

      const again = logs().log.append(caseNumber(1), 2, [lineAt(caseNumber(1), 2, reopening)]);

      await expect(again).rejects.toMatchObject({
        code: 'case-log.subject-claimed',
        caseId: caseNumber(2),
      });
    });

    it('claims the subject again for a case that was reopened', async () => {
      await open(1, host('one'));
      await logs().log.append(caseNumber(1), 1, [
        lineAt(caseNumber(1), 1, closing),
        lineAt(caseNumber(1), 2, reopening),
      ]);

      await expect(open(2, host('one'))).rejects.toMatchObject({ caseId: caseNumber(1) });
    });
  });

  describe('when cases are listed', () => {
    it('says of each what its log says', async () => {
      await open(1, host('one'));
      await logs().log.append(caseNumber(1), 1, [
        lineAt(caseNumber(1), 1, note('a')),
        lineAt(caseNumber(1), 2, closing),
      ]);

      expect(await logs().other.list()).toEqual([
        {
          id: caseNumber(1),
          status: 'closed',
          title: 'Case about one',
          subject: host('one'),
          openedAt: '2026-11-24T03:00:00.000Z',
          lastAt: '2026-11-24T03:00:02.000Z',
          size: 3,
        },
      ]);
    });

    it('pages from new to old without a gap', async () => {
      for (let n = 1; n <= 5; n += 1) await open(n, host(String(n)));

      expect(await ids({ limit: 2 })).toEqual([caseNumber(5), caseNumber(4)]);
      expect(await ids({ limit: 2, after: caseNumber(4) })).toEqual([caseNumber(3), caseNumber(2)]);
      expect(await ids({ after: caseNumber(1) })).toEqual([]);
    });

    it('finds by subject, account, region, kind and resource', async () => {
      const subject = instance('i-0123456789abcdef0', '111122223333');
      await open(1, subject);
      await open(2, instance('i-0123456789abcdef1', '444455556666'));
      await open(3, host('one'));

      expect(await ids({ subjectKey: subjectKey(subject) })).toEqual([caseNumber(1)]);
      expect(await ids({ account: '444455556666' })).toEqual([caseNumber(2)]);
      expect(await ids({ region: 'eu-central-1' })).toEqual([caseNumber(2), caseNumber(1)]);
      expect(await ids({ kind: 'host' })).toEqual([caseNumber(3)]);
      expect(await ids({ resource: 'i-0123456789abcdef0', status: 'open' })).toEqual([
        caseNumber(1),
      ]);
    });

    it('lists the same after the list was made anew', async () => {
      await open(1, host('one'));
      await logs().log.append(caseNumber(1), 1, [lineAt(caseNumber(1), 1, closing)]);
      await open(2, host('one'));
      const before = await logs().log.list();

      expect(await logs().log.rebuild()).toBe(2);

      expect(await logs().other.list()).toEqual(before);
      await expect(open(3, host('one'))).rejects.toMatchObject({ caseId: caseNumber(2) });
    });
  });
}
