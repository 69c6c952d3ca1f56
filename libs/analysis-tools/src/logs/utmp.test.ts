import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLastlog, parseUtmp, utmpRecords } from './utmp.ts';

function record(type: number, [user, host]: readonly [string, string], at: number): Buffer {
  const bytes = Buffer.alloc(384);
  bytes.writeInt16LE(type, 0);
  bytes.writeInt32LE(4711, 4);
  bytes.write('pts/0', 8);
  bytes.write(user, 44);
  bytes.write(host, 76);
  bytes.writeInt32LE(at, 340);
  return bytes;
}

describe('when wtmp or btmp is read', () => {
  it('reads records with their numbers, and says how many bytes are left over', () => {
    const bytes = Buffer.concat([
      record(7, ['deploy', '198.51.100.23'], 1000),
      record(8, ['', ''], 1010),
      Buffer.alloc(5),
    ]);

    const { records, rest } = parseUtmp(bytes);

    expect(rest).toBe(5);
    expect(records).toMatchObject([
      {
        record: 0,
        type: 7,
        pid: 4711,
        line: 'pts/0',
        user: 'deploy',
        host: '198.51.100.23',
        at: 1000,
      },
      { record: 1, type: 8, user: '' },
    ]);
  });

  it('gives the same whichever pieces the file comes in', async () => {
    const bytes = Buffer.concat(
      Array.from({ length: 9 }, (_, index) => record(7, [`u${index}`, 'h'], index)),
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1000 }), async (size) => {
        async function* pieces(): AsyncGenerator<Uint8Array> {
          await Promise.resolve();
          for (let start = 0; start < bytes.length; start += size)
            yield bytes.subarray(start, start + size);
        }
        const users: string[] = [];
        for await (const { user, record: number } of utmpRecords(pieces()))
          users.push(`${number} ${user}`);

        expect(users).toEqual(Array.from({ length: 9 }, (_, index) => `${index} u${index}`));
      }),
      { numRuns: 30 },
    );
  });

  it('bears any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        const { records, rest } = parseUtmp(Buffer.from(bytes));

        expect(records.length * 384 + rest).toBe(bytes.length);
      }),
    );
  });
});

describe('when lastlog is read', () => {
  it('finds each account at the place of its uid, and nothing for who never came', () => {
    const bytes = Buffer.alloc(292 * 3);
    bytes.writeUInt32LE(1_794_967_930, 292 * 2);
    bytes.write('pts/1', 292 * 2 + 4);
    bytes.write('198.51.100.23', 292 * 2 + 36);

    expect(parseLastlog(bytes)).toEqual([
      { uid: 2, line: 'pts/1', host: '198.51.100.23', at: 1_794_967_930 },
    ]);
  });
});
