import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { examine } from './examine.ts';
import { makeExt4 } from './ext4.ts';
import { PlainRunner } from './plain-runner.ts';

const folder = mkdtempSync(join(tmpdir(), 'afo-hostile-contents-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const digest = (path: string): string =>
  createHash('sha256').update(readFileSync(path)).digest('hex');

describe('when evidence is hostile in what it says', () => {
  it('F-60 leaves the image as it was, and lets no program write beside it', async () => {
    const image = makeExt4(folder, { files: [['etc/passwd', 'root:x:0:0::/root:/bin/sh\n']] });
    const before = digest(image);
    const tools = new PlainRunner();

    await examine(image, { tools });

    expect(digest(image)).toBe(before);
    expect(tools.commands.filter(({ writable }) => writable !== undefined)).toEqual([]);
    expect(
      tools.commands.every(({ readable }) => readable.includes(image) || readable.length > 1),
    ).toBe(true);
  });

  it('F-73 believes no line that only imitates another program, and doubts times of the future', async () => {
    const forged = [
      'Nov 18 02:00:00 web app[7]: sshd[1]: Accepted password for root from 192.0.2.1 port 22 ssh2',
      'Nov 18 02:00:01 web sshd[2]: Failed password for invalid user x from 192.0.2.1 port 1 ssh2 from 198.51.100.9 port 7 ssh2',
      '2031-01-01T00:00:00Z web sshd[3]: Accepted password for ana from 198.51.100.9 port 8 ssh2',
    ];
    const image = makeExt4(folder, { files: [['var/log/auth.log', `${forged.join('\n')}\n`]] });

    const { events } = await examine(image, { only: ['log-ins'] });

    expect(events.map(({ kind, facts }) => [kind, facts?.['address']])).toEqual([
      ['log', undefined],
      ['login.failed', '198.51.100.9'],
      ['login.accepted', '198.51.100.9'],
    ]);
    expect(events[2]?.doubt).toBe('later than the acquisition of the disk');
    expect(events[0]?.doubt).toContain('no year');
  });

  it('F-73 lets rules see one file at a time: what stands at its beginning is at its beginning', async () => {
    const tools = new PlainRunner();
    const eicar = [
      'X5O!P%@AP[4\\PZX54(P^)',
      '7CC)7}$EICAR-STANDARD',
      '-ANTIVIRUS-TEST',
      '-FILE!$H+H*',
    ].join('');
    const image = makeExt4(folder, {
      files: [
        ['home/a/report.com', eicar],
        ['home/a/quote.txt', `it begins with ${eicar}`],
      ],
    });

    const { detections } = await examine(image, { only: ['yara-x'], tools });

    expect(detections.map(({ pointers }) => pointers[0]?.path)).toEqual(['/home/a/report.com']);
    const scans = tools.commands.filter(({ program }) => program === 'node');
    expect(
      scans.every(({ arguments: words }) => words.some((word) => word.includes('orders'))),
    ).toBe(true);
  });

  it('follows links inside of the image only, and ends when they bite their own tail', async () => {
    const image = makeExt4(folder, {
      links: [
        ['etc/passwd', '/proc/self/environ'],
        ['etc/shadow', '../../../../../../etc/hostname'],
        ['bin', 'bin'],
        ['a', 'b'],
        ['b', 'a'],
        ['root/.bash_history', '/dev/null'],
      ],
      files: [['etc/ld.so.preload', '/a/x.so\n/bin/y.so\n']],
    });

    const { detections, failures, limits } = await examine(image);

    expect([...failures]).toEqual([]);
    expect(limits).toContainEqual(expect.stringContaining('There is no /etc/passwd'));
    expect(detections.map(({ rule }) => rule).sort()).toEqual([
      'linux.history.led-elsewhere',
      'linux.preload.library',
    ]);
  });

  it('bears noise in every place that it reads', async () => {
    const places = [
      ...[
        'etc/passwd',
        'etc/shadow',
        'etc/fstab',
        'etc/crontab',
        'etc/cron.d/x',
        'etc/sudoers',
        'etc/sudoers.d/x',
        'etc/ld.so.preload',
      ],
      ...[
        'var/lib/dpkg/status',
        'var/lib/dpkg/info/x.list',
        'var/lib/dpkg/info/x.md5sums',
        'var/lib/dpkg/info/x.conffiles',
        'var/lib/dpkg/diversions',
      ],
      ...[
        'var/log/auth.log',
        'var/log/wtmp',
        'var/log/btmp',
        'var/log/lastlog',
        'var/log/journal/m/system.journal',
        'var/log/nginx/access.log',
      ],
      ...[
        'root/.bash_history',
        'root/.ssh/authorized_keys',
        'etc/systemd/system/x.service',
        'etc/profile',
        'etc/timezone',
        'var/spool/cron/crontabs/root',
      ],
    ];
    for (const seed of [1, 2, 3]) {
      const image = makeExt4(folder, {
        files: places.map((place, index) => [place, noise(seed * 100 + index)] as const),
      });

      const { failures } = await examine(image);

      expect([...failures]).toEqual([]);
    }
  }, 60_000);
});

describe('when a program is missing', () => {
  it.each(['fiwalk', 'fls', 'node'])(
    'F-06 fails without %s and finds nothing at all',
    async (program) => {
      const image = makeExt4(folder, { files: [['etc/passwd', 'x:x:0:0::/:/bin/sh\n']] });

      const { failures, detections, events } = await examine(image, {
        tools: new PlainRunner([program]),
        only: ['file-times', 'persistence'],
      });

      expect([...failures.values()]).toMatchObject([
        { code: 'tool.missing' },
        { code: 'tool.missing' },
      ]);
      expect([detections, events]).toEqual([[], []]);
    },
  );
});

/** Bytes that look a little like text: line ends, colons, digits, and whatever else there is. */
function noise(seed: number): Buffer {
  const bytes = createHash('shake256', { outputLength: 4000 }).update(String(seed)).digest();
  for (let index = 0; index < bytes.length; index += 7)
    bytes[index] = (':\n 0/=\0#[' as const).charCodeAt((bytes[index] ?? 0) % 9);
  return bytes;
}
