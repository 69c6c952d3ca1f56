import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { WORKSPACE } from '../payload/places.ts';
import { run } from '../payload/run.ts';

/** With what an installation must remove: a door, a compiler, something that updates by itself. */
const UNWANTED = ['openssh-server', 'tcc', 'unattended-upgrades'];
const NEEDED = ['systemd-sysv', 'iproute2', 'libexpat1', 'libstdc++6'];
const BOOTABLE = ['linux-image-cloud-amd64', 'udev', 'dbus', 'kmod'];

/** The smallest initial system that finds a disk of QEMU. */
const INITIAL = `mkdir -p "$1/etc/initramfs-tools/conf.d" "$1/usr/share/initramfs-tools/modules.d"
printf 'MODULES=list\\nCOMPRESS=gzip\\n' >"$1/etc/initramfs-tools/conf.d/lab"
printf '%s\\n' virtio_pci virtio_blk virtio_net ext4 crc32c_generic >"$1/usr/share/initramfs-tools/modules.d/lab"`;

const RELEASE = 'bookworm';
const OPTIONS = [
  ...['--format=tar', '--variant=minbase', '--dpkgopt=force-unsafe-io'],
  ...['man', 'doc', 'locale'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`),
  ...['--aptopt=Acquire::Languages "none"', '--aptopt=APT::Install-Recommends "false"'],
];

/**
 * An archive of a plain Debian, as an image build starts from; made once and kept in the workspace's cache. Needs root
 * and mmdebstrap.
 */
export async function baseSystem({ bootable }: { readonly bootable: boolean }): Promise<string> {
  const packages = [...NEEDED, ...UNWANTED, ...(bootable ? BOOTABLE : [])];
  const words = [
    ...OPTIONS,
    ...[`--include=${packages.join(',')}`, `--essential-hook=${INITIAL}`, RELEASE],
  ];
  const key = createHash('sha256').update(words.join('\n')).digest('hex').slice(0, 16);
  const folder = join(WORKSPACE, '.tools/cache/forensic-image');
  const archive = join(folder, `base-${key}.tar`);
  if (existsSync(archive)) return archive;
  await mkdir(folder, { recursive: true });
  const part = `${archive}.${process.pid}`;
  await run('mmdebstrap', [...words, part, ...(await sources())]);
  await rename(part, archive);
  return archive;
}

/** Where this machine's own apt has the release from. */
async function sources(): Promise<readonly string[]> {
  const words = ['indextargets', '--format', '$(SITE) $(CODENAME)', 'Created-By: Packages'];
  const known = (await run('apt-get', words)).split('\n').map((line) => line.split(' '));
  const siteOf = (codename: string): string | undefined =>
    known.find(([, name]) => name === codename)?.[0];
  return [RELEASE, `${RELEASE}-security`].flatMap((codename) => {
    const site = siteOf(codename);
    return site === undefined ? [] : [`deb ${site} ${codename} main`];
  });
}
