import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CaseId } from '@afo/domain';
import type { SampleDraft } from '@afo/domain/testing';
import { PortError } from '@afo/ports';
import type { CaseLog, LogLine } from '@afo/ports';
import { caseLogListConformance } from './case-log-list.ts';
import { caseNumber, closing, host, lineAt, linesFrom, note, opening } from './log-lines.ts';

/** One store for the length of a test. `open` gives the log as another process would have it. */
export interface CaseLogStore {
  open(): Promise<CaseLog>;
  /** Removes the store; the logs that were opened are closed by the suite. */
  dispose(): Promise<void>;
}

/** What every CaseLog keeps (libs/ports/src/case-log.ts). */
export function caseLogConformance(make: () => Promise<CaseLogStore>): void {
  let store: CaseLogStore;
  let log: CaseLog;
  let other: CaseLog;

  beforeEach(async () => {
    store = await make();
    log = await store.open();
    other = await store.open();
  });
  afterEach(async () => {
    await log.close();
    await other.close();
    await store.dispose();
  });

  const open = (n: number, ...more: readonly SampleDraft[]): Promise<void> =>
    log.append(
      caseNumber(n),
      0,
      linesFrom(caseNumber(n), 0, [opening(host(`host-${String(n)}`)), ...more]),
    );

  describe('when entries are appended', () => {
    it('gives every line back byte for byte, whatever characters it holds', async () => {
      const text = 'Ünï \u2028 \ud83d\ude80 \\ " \u0000 \u007f =cmd() <b> ../ | \u202e';
      const lines = linesFrom(caseNumber(1), 0, [opening(host(text)), note(text)]);

      await log.append(caseNumber(1), 0, lines);

      expect(await collect(other.read(caseNumber(1)))).toEqual(lines);
    });

    it('shows an append to every other process as soon as it has resolved', async () => {
      await open(1);
      await log.append(caseNumber(1), 1, [lineAt(caseNumber(1), 1, note('more'))]);

      expect(await sizeOf(other, caseNumber(1))).toBe(2);
    });

    it('keeps long logs whole and in order', async () => {
      await open(1);
      for (let from = 1; from < 1500; from += 500)
        await log.append(
          caseNumber(1),
          from,
          linesFrom(
            caseNumber(1),
            from,
            Array.from({ length: 500 }, (_, index) => note(`note ${String(from + index)}`)),
          ),
        );

      const seqs = (await collect(other.read(caseNumber(1), 700))).map(({ entry }) => entry.seq);

      expect(seqs).toEqual(Array.from({ length: 801 }, (_, index) => 700 + index));
    });

    it('reads nothing of a case that nobody opened', async () => {
      expect(await collect(log.read(caseNumber(9)))).toEqual([]);
    });

    it('keeps a log that was closed and opened again', async () => {
      await open(1, note('before'));
      await log.close();

      log = await store.open();

      expect(await sizeOf(log, caseNumber(1))).toBe(2);
    });
  });

  describe('when an append does not fit', () => {
    it('refuses it with a conflict that can be tried again, and writes none of its lines', async () => {
      await open(1);
      const late = log.append(
        caseNumber(1),
        0,
        linesFrom(caseNumber(1), 0, [opening(host('x')), note('y')]),
      );

      await expect(late).rejects.toMatchObject({ code: 'case-log.conflict', retryable: true });
      expect(await sizeOf(other, caseNumber(1))).toBe(1);
    });

    it('lets exactly one of many writers with the same expectation through', async () => {
      await open(1);

      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 === 0 ? log : other).append(caseNumber(1), 1, [
            lineAt(caseNumber(1), 1, note(String(index))),
          ]),
        ),
      );

      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await sizeOf(log, caseNumber(1))).toBe(2);
    });

    it('writes all lines or none when one of them cannot stand there', async () => {
      await open(1);
      const gap = [
        lineAt(caseNumber(1), 1, note('fits')),
        lineAt(caseNumber(1), 3, note('leaves a gap')),
      ];

      await expect(log.append(caseNumber(1), 1, gap)).rejects.toBeInstanceOf(PortError);
      expect(await sizeOf(other, caseNumber(1))).toBe(1);
    });

    it('refuses a line that says something else than its entry', async () => {
      await open(1);
      const entry = lineAt(caseNumber(1), 1, note('a'));
      const { line } = lineAt(caseNumber(1), 1, closing);

      await expect(
        log.append(caseNumber(1), 1, [{ entry: entry.entry, line }]),
      ).rejects.toBeInstanceOf(PortError);
    });

    it('refuses entries of a case that nobody opened', async () => {
      await expect(
        log.append(caseNumber(5), 0, [lineAt(caseNumber(5), 0, note('stray'))]),
      ).rejects.toMatchObject({ code: 'case-log.not-found' });
      expect(await log.list()).toEqual([]);
    });
  });

  describe('when somebody waits for news', () => {
    it('tells of an append by another process within two seconds', async () => {
      const news = log.changed(5000);
      const before = performance.now();
      await other.append(caseNumber(1), 0, [lineAt(caseNumber(1), 0, opening(host('a')))]);

      expect(await news).toBe(true);
      expect(performance.now() - before).toBeLessThan(2000);
    });

    it('tells of an own append', async () => {
      const news = log.changed(5000);
      await open(1);

      expect(await news).toBe(true);
    });

    it('says that nothing came when nothing came', async () => {
      await open(1);

      expect(await log.changed(120)).toBe(false);
    });

    it('does not wait when it was aborted before the wait began', async () => {
      expect(await log.changed(60_000, AbortSignal.abort())).toBe(false);
    });

    it('ends the wait when it is aborted', async () => {
      const abort = new AbortController();
      const news = log.changed(60_000, abort.signal);
      abort.abort();

      expect(await news).toBe(false);
    });
  });

  describe('when checkpoints are kept', () => {
    it('gives note and time stamp back as they were, by size', async () => {
      await open(1, note('a'));
      const timestamp = Uint8Array.of(0, 255, 10);
      await log.keepCheckpoint(caseNumber(1), { size: 2, note: 'two\n', timestamp });
      await log.keepCheckpoint(caseNumber(1), { size: 1, note: 'one\n' });

      const [one, two] = await other.checkpoints(caseNumber(1));

      expect(one).toEqual({ size: 1, note: 'one\n' });
      expect(two).toMatchObject({ size: 2, note: 'two\n' });
      expect([...(two?.timestamp ?? [])]).toEqual([...timestamp]);
    });

    it('takes the same note again, and keeps the first when another one comes', async () => {
      await open(1);
      await log.keepCheckpoint(caseNumber(1), { size: 1, note: 'first\n' });
      await other.keepCheckpoint(caseNumber(1), { size: 1, note: 'first\n' });

      await expect(
        log.keepCheckpoint(caseNumber(1), { size: 1, note: 'forged\n' }),
      ).rejects.toBeInstanceOf(PortError);
      expect(await log.checkpoints(caseNumber(1))).toEqual([{ size: 1, note: 'first\n' }]);
    });

    it('refuses a checkpoint over entries that do not exist', async () => {
      await open(1);

      await expect(
        log.keepCheckpoint(caseNumber(1), { size: 2, note: 'too many\n' }),
      ).rejects.toMatchObject({ code: 'case-log.not-found' });
    });
  });

  caseLogListConformance(() => ({ log, other }));
}

export async function collect(lines: AsyncIterable<LogLine>): Promise<readonly LogLine[]> {
  const all: LogLine[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

const sizeOf = async (log: CaseLog, caseId: CaseId): Promise<number> =>
  (await collect(log.read(caseId))).length;
