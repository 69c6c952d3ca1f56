import { open, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { caseNumber, collect, host, lineAt, linesFrom, note, opening } from '@afo/conformance';
import { openCaseLog } from './sqlite-case-log.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-damage-'));
  file = join(folder, 'cases.db');
});
afterEach(() => rm(folder, { recursive: true }));

const written = async (): Promise<void> => {
  const log = openCaseLog(file);
  await log.append(
    caseNumber(1),
    0,
    linesFrom(caseNumber(1), 0, [opening(host('a')), note('b'), note('c')]),
  );
  await log.keepCheckpoint(caseNumber(1), { size: 3, note: 'signed\n' });
  await log.close();
};
const sql = (statement: string): void => {
  const database = new DatabaseSync(file, { timeout: 1000 });
  try {
    database.exec(statement);
  } finally {
    database.close();
  }
};

describe('when somebody tries to change what is in the log', () => {
  it.each([
    ['change an entry', `UPDATE entry SET line = '{}' WHERE seq = 1`],
    ['delete an entry', 'DELETE FROM entry WHERE seq = 2'],
    [
      'overwrite an entry',
      `INSERT OR REPLACE INTO entry (case_id, seq, line) SELECT case_id, 1, '{}' FROM entry`,
    ],
    [
      'leave a gap',
      `INSERT INTO entry (case_id, seq, line) SELECT case_id, 7, line FROM entry LIMIT 1`,
    ],
    ['change a checkpoint', `UPDATE checkpoint SET note = 'forged'`],
    ['delete a checkpoint', 'DELETE FROM checkpoint'],
    [
      'overwrite a checkpoint',
      `INSERT OR REPLACE INTO checkpoint (case_id, size, note) SELECT case_id, size, 'forged' FROM checkpoint`,
    ],
  ])('F-66 refuses to %s', async (_, statement) => {
    await written();

    expect(() => {
      sql(statement);
    }).toThrow(/^afo: /);
  });
});

describe('when the file is not what it should be', () => {
  it('says that it is damaged and what to do, instead of starting a new log over it', async () => {
    await written();
    const handle = await open(file, 'r+');
    await handle.write(Buffer.alloc(100, 0x5a), 0, 100, 0);
    await handle.close();

    expect(() => openCaseLog(file)).toThrow(
      expect.objectContaining({
        code: 'case-log.unavailable',
        message: expect.stringMatching(/damaged.*copy the whole folder/s) as unknown,
      }),
    );
  });

  it('stops reading at a damaged page instead of leaving entries out', async () => {
    const log = openCaseLog(file);
    await log.append(caseNumber(1), 0, [lineAt(caseNumber(1), 0, opening(host('a')))]);
    const many = Array.from({ length: 400 }, () => note('x'.repeat(1000)));
    await log.append(caseNumber(1), 1, linesFrom(caseNumber(1), 1, many));
    await log.close();
    const handle = await open(file, 'r+');
    const { size } = await handle.stat();
    for (let at = 65_536; at < size - 8192; at += 16_384)
      await handle.write(Buffer.alloc(4096), 0, 4096, at);
    await handle.close();

    const reopened = openCaseLog(file);

    await expect(collect(reopened.read(caseNumber(1)))).rejects.toMatchObject({
      code: 'case-log.unavailable',
    });
    expect(await reopened.inspect()).not.toEqual([]);
    await reopened.close();
  });

  it('does not read on over an entry that is missing in the middle', async () => {
    await written();
    sql('DROP TRIGGER entry_undeleted; DELETE FROM entry WHERE seq = 1;');
    const log = openCaseLog(file);

    await expect(collect(log.read(caseNumber(1)))).rejects.toThrow(/entry 1 of case .* is missing/);
    await log.close();
  });

  it('does not take a line for an entry that does not parse', async () => {
    await written();
    sql(`DROP TRIGGER entry_unchanged; UPDATE entry SET line = '{"v":2}' WHERE seq = 1;`);
    const log = openCaseLog(file);

    await expect(collect(log.read(caseNumber(1)))).rejects.toThrow(/entry 1 .* does not parse/);
    await log.close();
  });

  it('refuses a file of another program', () => {
    sql('CREATE TABLE bookmarks (url TEXT)');

    expect(() => openCaseLog(file)).toThrow(/not a case log/);
  });

  it('refuses the log of a later release', async () => {
    await written();
    sql('PRAGMA user_version = 99');

    expect(() => openCaseLog(file)).toThrow(/format 99/);
  });

  it('says where it cannot write', async () => {
    await writeFile(join(folder, 'plain'), '');

    expect(() => openCaseLog(join(folder, 'plain', 'cases.db'))).toThrow(
      expect.objectContaining({ code: 'case-log.unavailable' }),
    );
  });

  it('does not append to a log whose case list differs from its entries', async () => {
    await written();
    sql('DELETE FROM case_row');
    const log = openCaseLog(file);

    await expect(
      log.append(caseNumber(1), 3, [lineAt(caseNumber(1), 3, note('d'))]),
    ).rejects.toThrow(/rebuild/);
    await log.rebuild();
    await log.append(caseNumber(1), 3, [lineAt(caseNumber(1), 3, note('d'))]);

    expect((await log.list()).map(({ size }) => size)).toEqual([4]);
    await log.close();
  });

  it('answers nothing after it was closed', async () => {
    const log = openCaseLog(file);
    await log.close();

    await expect(log.list()).rejects.toMatchObject({ code: 'case-log.unavailable' });
    await expect(
      log.append(caseNumber(1), 0, [lineAt(caseNumber(1), 0, opening(host('a')))]),
    ).rejects.toMatchObject({ code: 'case-log.unavailable' });
  });
});
