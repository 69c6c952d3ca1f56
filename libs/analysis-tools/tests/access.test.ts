import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { examine } from './examine.ts';
import { elf, makeHost } from './small-host.ts';
import type { SmallHost } from './small-host.ts';

const folder = mkdtempSync(join(tmpdir(), 'afo-access-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const INSTALLED = 1_770_000_000;
const LATER = INSTALLED + 40 * 86_400;
const PASSWD =
  'root:x:0:0:root:/root:/bin/bash\nwww-data:x:33:33::/var/www:/usr/sbin/nologin\nana:x:1000:1000::/home/ana:/bin/bash\n';
const KEY = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'B'.repeat(43)} ana@laptop\n`;

interface Setting extends SmallHost {
  /** When these were last changed. */
  readonly changed?: readonly (readonly [string, number])[];
}

async function told({
  files = [],
  changed = [],
  changes = [],
  ...host
}: Setting): Promise<readonly unknown[]> {
  const given = new Set(files.map(([path]) => path.toString()));
  const rest = [
    ['etc/passwd', PASSWD],
    ['etc/shadow', 'root:*:1::::::\nana:!:1::::::\n'],
    ['etc/ssh/ssh_host_rsa_key', 'k'],
  ] as const;
  const image = makeHost(folder, {
    packaged: { 'usr/bin/x': elf('x') },
    ...host,
    files: [...files, ...rest.filter(([path]) => !given.has(path))],
    changes: [
      ...changes,
      `set_inode_field /etc/ssh/ssh_host_rsa_key crtime @${INSTALLED}`,
      ...changed.flatMap(([path, time]) => [
        `set_inode_field ${path} ctime @${time}`,
        `set_inode_field ${path} crtime @${INSTALLED}`,
      ]),
    ],
  });
  const { detections, failures } = await examine(image, { only: ['persistence'] });
  expect([...failures]).toEqual([]);
  return detections
    .filter(({ severity }) => severity !== 'informational')
    .map(({ rule, severity, pointers }) => [rule, severity, pointers[0]?.path, pointers[0]?.line]);
}

describe('when accounts are looked at', () => {
  it.each([
    [
      'a second root',
      'sysbak:x:0:0::/:/bin/sh\n',
      '',
      ['linux.accounts.second-root', 'high', '/etc/passwd', 4],
    ],
    [
      'no password at all',
      'guest::1001:1001::/:/bin/sh\n',
      '',
      ['linux.accounts.no-password', 'high', '/etc/passwd', 4],
    ],
    [
      'an empty password',
      'guest:x:1001:1001::/:/bin/sh\n',
      'guest::1::::::\n',
      ['linux.accounts.empty-password', 'high', '/etc/shadow', 3],
    ],
    [
      'a system account with a password',
      'daemon2:x:9:9::/:/bin/bash\n',
      'daemon2:$6$a$b:1::::::\n',
      ['linux.accounts.system-account-with-password', 'medium', '/etc/shadow', 3],
    ],
  ])('tells of %s', async (_, ...[passwd, shadow, expected]) => {
    const files = [
      ['etc/passwd', PASSWD + passwd],
      ['etc/shadow', `root:*:1::::::\nana:$6$a$b:1::::::\n${shadow}`],
    ] as const;

    expect(await told({ files })).toEqual([expected]);
  });
});

describe('when keys and sudo are looked at', () => {
  const keys = [['root/.ssh/authorized_keys', KEY]] as const;
  const sudoers = [['etc/sudoers.d/90-cloud-init-users', 'ana ALL=(ALL) NOPASSWD:ALL\n']] as const;

  it('takes keys and rights from the first boot for what cloud images do', async () => {
    const changed = [
      ['/root/.ssh/authorized_keys', INSTALLED + 60],
      ['/etc/sudoers.d/90-cloud-init-users', INSTALLED + 60],
    ] as const;

    expect(await told({ files: [...keys, ...sudoers], changed })).toEqual([]);
  });

  it('tells of keys of root and of rights that came long after', async () => {
    const changed = [
      ['/root/.ssh/authorized_keys', LATER],
      ['/etc/sudoers.d/90-cloud-init-users', LATER],
    ] as const;

    expect(await told({ files: [...keys, ...sudoers], changed })).toEqual(
      [
        ['linux.ssh.authorized-keys-changed', 'medium', '/root/.ssh/authorized_keys', 1],
        ['linux.sudo.everything-granted-later', 'medium', '/etc/sudoers.d/90-cloud-init-users', 1],
      ].sort(),
    );
  });

  it('tells of keys for an account of the system that nobody should log in to', async () => {
    const path = '/var/www/.ssh/authorized_keys';

    expect(await told({ files: [[path.slice(1), KEY]], changed: [[path, INSTALLED]] })).toEqual([
      ['linux.ssh.authorized-keys-changed', 'medium', path, 1],
    ]);
  });

  it('lets people add keys to their own accounts', async () => {
    const path = '/home/ana/.ssh/authorized_keys';

    expect(await told({ files: [[path.slice(1), KEY]], changed: [[path, LATER]] })).toEqual([]);
  });
});

describe('when it is looked at what is loaded into others', () => {
  it.each([
    [
      'a kernel module of nobody',
      'usr/lib/modules/6.1.0/kernel/x.ko',
      ['linux.preload.kernel-module', 'high'],
    ],
    [
      'a PAM module of nobody',
      'usr/lib/x86_64-linux-gnu/security/pam_x.so',
      ['linux.preload.pam-module', 'high'],
    ],
  ])('tells of %s', async (_, path, expected) => {
    expect(await told({ files: [[path, elf('m')]] })).toEqual([
      [...expected, `/${path}`, undefined],
    ]);
  });

  it('passes over modules that dkms built, and a preload file that is empty', async () => {
    expect(
      await told({
        files: [
          ['usr/lib/modules/6.1.0/updates/dkms/x.ko', elf('m')],
          ['etc/ld.so.preload', ''],
        ],
      }),
    ).toEqual([]);
  });

  it('tells of a preloaded library, louder when no package brought it', async () => {
    const library = 'usr/lib/libsnoopy.so';
    const foreign = await told({
      files: [
        ['etc/ld.so.preload', `/${library}\n`],
        [library, elf('s')],
      ],
    });
    const packaged = await told({
      packaged: { [library]: elf('s') },
      files: [['etc/ld.so.preload', `/${library}\n`]],
    });

    expect(foreign).toEqual([['linux.preload.library', 'high', '/etc/ld.so.preload', undefined]]);
    expect(packaged).toEqual([['linux.preload.library', 'low', '/etc/ld.so.preload', undefined]]);
  });
});

describe('when it is looked at what starts by itself', () => {
  it('looks into files of no package and into packaged settings that were changed, not into untouched ones', async () => {
    const conffiles = {
      'etc/cron.d/untouched': '* * * * * root /tmp/x\n',
      'etc/cron.d/changed': '# nothing\n',
    };
    const files = [
      ['etc/cron.d/changed', '* * * * * root /tmp/y\n'],
      ['etc/cron.d/foreign', '* * * * * root /dev/shm/z\n'],
    ] as const;

    const found = await told({ conffiles, files });

    expect(found.map((one) => (one as readonly string[])[2])).toEqual([
      '/etc/cron.d/changed',
      '/etc/cron.d/foreign',
    ]);
  });
});
