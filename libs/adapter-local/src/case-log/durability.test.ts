import { copyFile, mkdtemp, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { caseNumber, collect, host, lineAt, linesFrom, note, opening } from '@afo/conformance';
import { openWriter, pragma } from './database.ts';
import { inspectDatabase } from './inspect.ts';
import { openCaseLog } from './sqlite-case-log.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-durability-'));
});
afterEach(() => rm(folder, { recursive: true }));

// kill -9 leaves the page cache alone, so it proves nothing about power. What is proven here: each commit is one that
// SQLite syncs before it returns (https://sqlite.org/pragma.html#pragma_synchronous, FULL with WAL), and whatever
// part of the unsynced rest reached the disk, an append is there whole or not at all.
describe('when the power fails', () => {
  it('has acknowledged nothing that was not synced: every connection that writes uses WAL and FULL', async () => {
    const file = join(folder, 'cases.db');
    const first = openCaseLog(file);
    const second = openCaseLog(file);
    await first.append(caseNumber(1), 0, [lineAt(caseNumber(1), 0, opening(host('a')))]);

    expect(await first.inspect()).toEqual([]);
    expect(await second.inspect()).toEqual([]);
    await first.close();
    await second.close();

    const writer = openWriter(file);
    expect([pragma(writer, 'journal_mode'), pragma(writer, 'synchronous')]).toEqual(['wal', 2]);
    writer.close();
  });

  it.each([
    ['a commit that does not wait for the disk', 'PRAGMA synchronous = NORMAL'],
    ['another journal', 'PRAGMA journal_mode = DELETE'],
  ])('would be told of %s', (_, statement) => {
    const writer = openWriter(join(folder, 'cases.db'));
    writer.exec(statement);

    expect(inspectDatabase(writer)).toHaveLength(1);
    writer.close();
  });

  it('finds every append whole or not at all, wherever the write-ahead log was torn', async () => {
    const file = join(folder, 'cases.db');
    const log = openCaseLog(file);
    await log.append(caseNumber(1), 0, [lineAt(caseNumber(1), 0, opening(host('a')))]);
    for (let size = 1; size < 31; size += 3)
      await log.append(
        caseNumber(1),
        size,
        linesFrom(caseNumber(1), size, [note('a'), note('b'.repeat(3000)), note('c'.repeat(4000))]),
      );
    const whole = await collect(log.read(caseNumber(1)));
    const walBytes = (await stat(`${file}-wal`)).size;

    const survivors: number[] = [];
    for (let step = 0; step <= 40; step += 1) {
      const torn = join(folder, `torn-${String(step)}.db`);
      await copyFile(file, torn);
      await copyFile(`${file}-wal`, `${torn}-wal`);
      await truncate(`${torn}-wal`, Math.floor((walBytes * step) / 40));
      const reopened = openCaseLog(torn);
      const kept = await collect(reopened.read(caseNumber(1)));
      await reopened.close();

      expect(kept).toEqual(whole.slice(0, kept.length));
      expect(kept.length === 0 || kept.length % 3 === 1).toBe(true);
      survivors.push(kept.length);
    }
    await log.close();

    expect(survivors.at(-1)).toBe(31);
    expect(new Set(survivors).size).toBeGreaterThan(5);
  });
});
