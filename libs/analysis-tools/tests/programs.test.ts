import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { examine } from './examine.ts';
import { elf, makeHost } from './small-host.ts';
import type { SmallHost } from './small-host.ts';

const folder = mkdtempSync(join(tmpdir(), 'afo-programs-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function alarms(host: SmallHost, only: string) {
  const { detections, failures, limits } = await examine(makeHost(folder, host), { only: [only] });
  expect([...failures]).toEqual([]);
  const told = detections.filter(({ severity }) => severity !== 'informational');
  return {
    told: told.map(({ rule, severity, pointers }) => [rule, severity, pointers[0]?.path]).sort(),
    detections,
    limits,
  };
}

const at = (path: string, field: string, time: number): string =>
  `set_inode_field ${path} ${field} @${time}`;
const INSTALLED = 1_770_000_000;
const LATER = INSTALLED + 40 * 86_400;

describe('when packaged files are compared with what their packages brought', () => {
  const packaged = {
    'bin/who': elf('who'),
    'usr/bin/ps': elf('ps'),
    'usr/share/x/data.txt': 'data\n',
    'usr/share/doc/x/README': 'doc\n',
  };
  const merged = { links: [['bin', 'usr/bin']] } as const;
  /** The package says /bin/who, the disk has /usr/bin/who. */
  const onDisk = (who: Buffer | string) =>
    [
      ['usr/bin/who', who],
      ['usr/bin/ps', elf('ps')],
      ['usr/share/x/data.txt', 'data\n'],
    ] as const;
  const merge = (files: SmallHost['files']): SmallHost => ({
    packaged: {},
    files: files ?? [],
    ...merged,
  });

  it('finds a program with another content, at the place where the disk has it', async () => {
    const sums = recordsOf(packaged);

    const { told } = await alarms(
      { ...merge([...onDisk(Buffer.concat([elf('who'), Buffer.from('TROJAN')])), ...sums]) },
      'package-integrity',
    );

    expect(told).toEqual([['linux.packages.changed-program', 'high', '/usr/bin/who']]);
  });

  it('raises no alarm for files as they were, nor for documents that slim images leave out', async () => {
    const { told, limits } = await alarms(
      { ...merge([...onDisk(elf('who')), ...recordsOf(packaged)]) },
      'package-integrity',
    );

    expect(told).toEqual([]);
    expect(limits).toEqual([]);
  });

  it('says which packaged programs are not there at all', async () => {
    const files = onDisk(elf('who')).filter(([path]) => path !== 'usr/bin/ps');

    const { limits } = await alarms(
      { ...merge([...files, ...recordsOf(packaged)]) },
      'package-integrity',
    );

    expect(limits).toEqual([expect.stringContaining('1 packaged files are not on the disk')]);
  });

  it('finds a program that became a link to another, whose content nobody would compare', async () => {
    const host = {
      packaged: { 'usr/bin/login': elf('login') },
      files: [
        ['opt/x', elf('x')],
        ['usr/bin/login2', 'x'],
      ] as const,
    };
    const image = { ...host, changes: ['rm /usr/bin/login', 'symlink /usr/bin/login /opt/x'] };

    expect((await alarms(image, 'package-integrity')).told).toEqual([
      ['linux.packages.replaced-by-link', 'high', '/usr/bin/login'],
    ]);
  });

  it('tells of data that an installer wrote over in one line for its package, not in hundreds', async () => {
    const brought = Object.fromEntries(
      Array.from({ length: 30 }, (_, n) => [`usr/lib/node_modules/x/${n}.js`, `old ${n}`]),
    );
    const files = Object.keys(brought).map((path) => [path, 'new'] as const);

    const { detections } = await alarms({ packaged: brought, files }, 'package-integrity');

    expect(detections).toMatchObject([
      { rule: 'linux.packages.changed-files', severity: 'medium', count: 30 },
    ]);
  });

  it('lets people change settings, which is what they are for', async () => {
    const host = {
      packaged: { 'usr/bin/x': elf('x') },
      conffiles: { 'etc/x.conf': 'a\n' },
      files: [['etc/x.conf', 'b\n']] as const,
    };

    expect((await alarms(host, 'package-integrity')).told).toEqual([]);
  });

  it('finds a diverted file where it lies, and blames nobody for the one in its place', async () => {
    const diverted = [
      ['usr/bin/tool', elf('mine')],
      ['usr/bin/tool.distrib', elf('tool')],
      ['var/lib/dpkg/diversions', '/usr/bin/tool\n/usr/bin/tool.distrib\nother\n'],
    ] as const;

    expect(
      (
        await alarms(
          { packaged: { 'usr/bin/tool': elf('tool') }, files: diverted },
          'package-integrity',
        )
      ).told,
    ).toEqual([]);
  });

  it('F-06 says that it cannot say, where the package database is another', async () => {
    const image = await examine(makeHost(folder, { files: [['var/lib/rpm/rpmdb.sqlite', 'x']] }), {
      only: ['package-integrity'],
    });

    expect(image.limits).toEqual([expect.stringContaining('rpm, which is not handled')]);
  });
});

/** dpkg's records for these files, without the files. */
function recordsOf(
  packaged: Readonly<Record<string, Buffer | string>>,
): readonly (readonly [string, string | Buffer])[] {
  const image: (readonly [string, string | Buffer])[] = [];
  const sums = Object.entries(packaged).map(([path, content]) => `${digest(content)}  ${path}\n`);
  image.push([
    'var/lib/dpkg/info/other.list',
    Object.keys(packaged)
      .map((path) => `/${path}\n`)
      .join(''),
  ]);
  image.push(['var/lib/dpkg/info/other.md5sums', sums.join('')]);
  return image;
}

describe('when programs run with the rights of others', () => {
  const packaged = {
    'usr/bin/bash': elf('bash'),
    'usr/bin/sudo': elf('sudo'),
    'usr/bin/find': elf('find'),
  };
  const mode = (path: string, bits: string): string => `set_inode_field ${path} mode 010${bits}`;

  const cases: readonly (SmallHost & {
    readonly what: string;
    readonly expected: readonly unknown[];
  })[] = [
    {
      what: 'a copy of a shell',
      files: [['usr/lib/.x', elf('bash')]],
      changes: [mode('/usr/lib/.x', '4755')],
      expected: [['linux.setuid.of-no-package', 'critical', '/usr/lib/.x']],
    },
    {
      what: 'a program of nobody',
      files: [['opt/tool', elf('tool')]],
      changes: [mode('/opt/tool', '4755')],
      expected: [['linux.setuid.of-no-package', 'high', '/opt/tool']],
    },
    {
      what: 'a packaged program that gives a shell',
      changes: [mode('/usr/bin/find', '4755')],
      expected: [['linux.setuid.shell-or-interpreter', 'high', '/usr/bin/find']],
    },
    {
      what: 'a packaged program made for it',
      changes: [mode('/usr/bin/sudo', '4755')],
      expected: [],
    },
    {
      what: 'a layer of a container',
      files: [['var/lib/docker/overlay2/a/diff/bin/su', elf('su')]],
      changes: [mode('/var/lib/docker/overlay2/a/diff/bin/su', '4755')],
      expected: [],
    },
    {
      what: 'a shared folder',
      files: [['srv/x/a', 'a']],
      changes: ['set_inode_field /srv/x mode 042775'],
      expected: [],
    },
    {
      what: 'a file that nobody can run',
      files: [['srv/y', 'a']],
      changes: [mode('/srv/y', '4644')],
      expected: [],
    },
  ];

  it.each(cases)('judges $what', async ({ what: _, expected, ...host }) => {
    const { told } = await alarms({ packaged, ...host }, 'file-anomalies');

    expect(told.filter(([rule]) => String(rule).startsWith('linux.setuid'))).toEqual(expected);
  });
});

describe('when a file claims to be old', () => {
  const packaged = { 'usr/bin/ls': elf('ls') };
  const host = (path: string, modified: number): SmallHost => ({
    packaged,
    files: [
      [path, elf('implant')],
      ['etc/ssh/ssh_host_rsa_key', 'k'],
    ],
    changes: [
      ...[
        at('/etc/ssh/ssh_host_rsa_key', 'crtime', INSTALLED),
        at('/usr/bin/ls', 'mtime', INSTALLED - 900_000),
      ],
      ...[at(`/${path}`, 'crtime', LATER), at(`/${path}`, 'mtime', modified)],
    ],
  });
  const rule = ['linux.times.borrowed-from-a-program', 'medium'];

  it('tells of a time that was taken from a packaged program', async () => {
    const { told } = await alarms(host('usr/lib/implant', INSTALLED - 900_000), 'file-anomalies');

    expect(told).toContainEqual([...rule, '/usr/lib/implant']);
  });

  it('takes a file that was unpacked or copied with its old time for what it is', async () => {
    expect(
      (await alarms(host('opt/app/server', INSTALLED - 555_555), 'file-anomalies')).told,
    ).toEqual([]);
  });
});

describe('when programs are hidden', () => {
  const files = (path: string): SmallHost => ({
    packaged: { 'usr/bin/x': elf('x') },
    files: [[path, elf('hidden')]],
  });

  it.each([
    ['usr/lib/.x/agent', 'high'],
    ['tmp/.ICE-unix/agent', 'high'],
    ['opt/.cache/agent', 'high'],
    ['var/www/html/.x', 'high'],
  ])('%s is told of', async (path, severity) => {
    expect((await alarms(files(path), 'file-anomalies')).told).toContainEqual([
      'linux.hidden.program',
      severity,
      `/${path}`,
    ]);
  });

  it.each([
    'home/ana/.cargo/bin/rustc',
    'root/.vscode-server/node',
    'opt/app/.venv/lib/x.so',
    'srv/app/node_modules/.bin/esbuild',
    'usr/lib/.build-id/ab/cd',
    'home/ana/.cache/x',
  ])('%s is where developers keep theirs', async (path) => {
    expect((await alarms(files(path), 'file-anomalies')).told).toEqual([]);
  });
});

function digest(content: Buffer | string): string {
  return createHash('md5').update(content).digest('hex');
}
