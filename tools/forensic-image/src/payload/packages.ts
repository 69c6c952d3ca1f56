import { copyFile, mkdir, readdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from './digests.ts';
import type { PinnedPackage } from './manifest.ts';
import { INSTALLED, WORKSPACE } from './places.ts';
import { run } from './run.ts';

/** The programs that analysis runs on evidence, and the walls that they run in. */
export const TOOLS = ['blkls', 'fiwalk', 'fls', 'fsstat', 'icat', 'mmls', 'bwrap'] as const;

/**
 * The packages of the tools and of their libraries. glibc, libstdc++, libgcc and libexpat are those of the base system:
 * the tools ask for GLIBC_2.34 and GLIBCXX_3.4.29 at most, so that the same files run on Debian 12 and newer systems.
 */
export const PACKAGES: readonly string[] = (
  'sleuthkit libtsk19 libafflib0v5 libbfio1 libewf2 libvhdi1 libvmdk1 libsqlite3-0 zlib1g libssl3 libcurl4 libbrotli1 ' +
  'libnghttp2-14 libidn2-0 librtmp1 libssh2-1 libpsl5 libgssapi-krb5-2 libkrb5-3 libk5crypto3 libkrb5support0 ' +
  'libcom-err2 libkeyutils1 libldap-2.5-0 libsasl2-2 libgnutls30 libhogweed6 libnettle8 libgmp10 libp11-kit0 libffi8 ' +
  'libtasn1-6 libunistring2 libzstd1 bubblewrap libselinux1 libpcre2-8-0 libcap2'
).split(' ');

/** Package files that were fetched once; whoever fills it beforehand needs no network. */
export const PACKAGE_FOLDER = join(WORKSPACE, '.tools/cache/forensic-image/packages');

/** Fetches package files into the folder, each as `name` or `name=version`, in one run of apt. */
export async function fetchPackages(wanted: readonly string[]): Promise<void> {
  await mkdir(PACKAGE_FOLDER, { recursive: true });
  if (wanted.length > 0)
    await run('apt-get', ['-o', 'APT::Sandbox::User=root', 'download', ...wanted], {
      cwd: PACKAGE_FOLDER,
    });
}

/** The files of a package in the folder, whatever their version. */
export async function filesOf(name: string): Promise<readonly string[]> {
  const files = await readdir(PACKAGE_FOLDER);
  return files
    .filter((file) => file.startsWith(`${name}_`))
    .map((file) => join(PACKAGE_FOLDER, file));
}

/** Puts the tools and libraries of the pinned packages below `root`. @throws Error when one cannot be had as pinned */
export async function unpackPackages(
  packages: readonly PinnedPackage[],
  { root, scratch }: { readonly root: string; readonly scratch: string },
): Promise<void> {
  const unpacked = join(scratch, 'unpacked');
  await mkdir(join(root, 'licences'), { recursive: true });
  await fetchPackages(await missing(packages));
  for (const pinned of packages) {
    const file = await pinnedFile(pinned);
    if (file === undefined)
      throw new Error(`${pinned.name} ${pinned.version} is not the package that was pinned`);
    await run('dpkg-deb', ['-x', file, unpacked]);
    await copyFile(
      join(unpacked, `usr/share/doc/${pinned.name}/copyright`),
      join(root, 'licences', pinned.name),
    );
  }
  await takeTools(unpacked, join(root, 'tools'));
}

async function missing(packages: readonly PinnedPackage[]): Promise<readonly string[]> {
  await mkdir(PACKAGE_FOLDER, { recursive: true });
  const wanted: string[] = [];
  for (const pinned of packages)
    if ((await pinnedFile(pinned)) === undefined) wanted.push(`${pinned.name}=${pinned.version}`);
  return wanted;
}

async function pinnedFile({ name, sha256 }: PinnedPackage): Promise<string | undefined> {
  for (const file of await filesOf(name)) if ((await digestOf(file)) === sha256) return file;
  return undefined;
}

async function takeTools(unpacked: string, tools: string): Promise<void> {
  for (const folder of ['bin', 'programs', 'lib'])
    await mkdir(join(tools, folder), { recursive: true });
  for (const name of TOOLS) {
    await copyFile(join(unpacked, 'usr/bin', name), join(tools, 'programs', name));
    await writeFile(join(tools, 'bin', name), launcherOf(name));
  }
  for (const folder of ['lib', 'usr/lib'])
    await takeLibraries(join(unpacked, folder), join(tools, 'lib'));
}

/** Under the name that programs ask for, which is a link in a package and a file here. */
async function takeLibraries(folder: string, target: string): Promise<void> {
  for (const triplet of await readdir(folder).catch(() => [])) {
    for (const name of await readdir(join(folder, triplet)).catch(() => [])) {
      if (!/^lib[\w.+-]+\.so\.\d+$/.test(name) && !/^lib[\w.+-]+-[\d.]+\.so\.\d+$/.test(name))
        continue;
      await copyFile(await realpath(join(folder, triplet, name)), join(target, name));
    }
  }
}

/** In the form in which the tool runner finds the program behind a launcher, so that the digest is of the program. */
const launcherOf = (name: string): string => `#!/bin/sh
export LD_LIBRARY_PATH='${INSTALLED}/tools/lib'
exec '${INSTALLED}/tools/programs/${name}' "$@"
`;
