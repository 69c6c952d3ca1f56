import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GroupCommit } from './group-commit.ts';
import { asCaseLogError } from './sqlite-error.ts';

let folder: string;
let database: DatabaseSync;
let commits: number;
let group: GroupCommit;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-group-'));
  database = new DatabaseSync(join(folder, 'group.db'));
  database.exec('CREATE TABLE t (a TEXT UNIQUE) STRICT');
  commits = 0;
  group = new GroupCommit(database, {
    error: (error) => asCaseLogError(error, 'group.db'),
    commit: () => {
      commits += 1;
    },
  });
});
afterEach(async () => {
  database.close();
  await rm(folder, { recursive: true });
});

const insert = (text: string) => (): void => {
  database.prepare('INSERT INTO t VALUES (?)').run(text);
};
const rows = (): unknown => database.prepare('SELECT count(*) AS n FROM t').get()?.['n'];

describe('when many writes come in the same moment', () => {
  it('waits for the disk once for all of them', async () => {
    await Promise.all(Array.from({ length: 200 }, (_, index) => group.run(insert(String(index)))));

    expect(commits).toBe(1);
    expect(rows()).toBe(200);
  });

  it('undoes a write that failed and nothing else', async () => {
    const outcomes = await Promise.allSettled([
      group.run(insert('a')),
      group.run(() => {
        insert('b')();
        insert('a')();
      }),
      group.run(insert('c')),
    ]);

    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(rows()).toBe(2);
  });

  it('acknowledges none of them when the disk is full', async () => {
    database.exec('PRAGMA max_page_count = 4');
    const long = 'x'.repeat(20_000);

    const outcomes = await Promise.allSettled([group.run(insert('a')), group.run(insert(long))]);
    const refused = outcomes.filter(({ status }) => status === 'rejected');

    expect(refused.length).toBeGreaterThan(0);
    expect(rows()).toBe(2 - refused.length);
    expect(refused[0]).toMatchObject({ reason: { code: 'case-log.unavailable' } });
    expect(refused[0]).toMatchObject({
      reason: { message: expect.stringMatching(/disk is full/) as unknown },
    });
  });

  it('writes what still waits when it is flushed', () => {
    const written = group.run(insert('a'));
    group.flush();

    expect(rows()).toBe(1);
    return written;
  });
});
