import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readJournal } from '../src/logs/journal/journal-file.ts';
import { examine } from './examine.ts';
import { makeExt4 } from './ext4.ts';

const folder = mkdtempSync(join(tmpdir(), 'afo-journal-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

// Written by systemd-journal-remote 252 from an export of four messages, with SYSTEMD_JOURNAL_COMPACT 0 and 1.
const fixture = (name: string): Buffer =>
  zstdDecompressSync(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.journal.zst`)));

describe.each(['regular', 'compact'])('when a %s journal that systemd wrote is read', (format) => {
  it('gives every message with its fields and its time to the microsecond', () => {
    const { entries, undecoded } = readJournal(fixture(format));

    const read = [...entries].map(({ record, at, fields }) => [
      record,
      at,
      fields.get('SYSLOG_IDENTIFIER'),
      fields.get('_PID'),
      fields.get('MESSAGE'),
    ]);
    expect(read).toEqual([
      [
        0,
        1794967200,
        'sshd',
        '4711',
        'Failed password for invalid user admin from 198.51.100.23 port 40001 ssh2',
      ],
      [
        1,
        1794967260.5,
        'sshd',
        '4712',
        'Accepted password for deploy from 198.51.100.23 port 41337 ssh2',
      ],
      [2, 1794967300, 'sshd', '4713', 'Accepted password for root from 192.0.2.1 port 22 ssh2'],
      [3, 1794967320, 'app', undefined, `long message ${'x'.repeat(3000)}`],
    ]);
    expect(undecoded()).toBe(0);
  });

  it('F-73 believes the kernel who wrote a message, and not the name that the writer gave itself', async () => {
    const image = makeExt4(folder, {
      files: [['var/log/journal/0123/system.journal', fixture(format)]],
    });

    const { events, failures } = await examine(image, { only: ['log-ins'] });

    expect([...failures]).toEqual([]);
    expect(
      events.map(({ kind, facts, pointer }) => [kind, facts?.['user'], pointer.record]),
    ).toEqual([
      ['login.failed', 'admin', 0],
      ['login.accepted', 'deploy', 1],
      ['log', undefined, 2],
      ['log', undefined, 3],
    ]);
  });
});

describe('when a journal is damaged', () => {
  it('F-72 ends for any damage, and gives no more entries than there were', () => {
    const whole = fixture('compact');
    for (let seed = 0; seed < 300; seed += 1) {
      const broken = Buffer.from(whole);
      for (let count = 0; count < 8; count += 1) {
        const at = (seed * 7919 + count * 104_729) % 70_000;
        broken[at] = (broken[at] ?? 0) ^ (1 << (seed % 8));
      }
      let entries = 0;
      try {
        entries = [...readJournal(broken).entries].length;
      } catch (cause) {
        expect(cause).toMatchObject({ code: 'analysis.content-unreadable' });
      }
      expect(entries).toBeLessThanOrEqual(5);
    }
  });
});
