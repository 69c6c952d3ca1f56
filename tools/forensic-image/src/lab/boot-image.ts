import { copyFile, mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePayload } from '../payload/make-payload.ts';
import { run } from '../payload/run.ts';
import { baseSystem } from './base-system.ts';
import { putLabParts } from './lab-parts.ts';
import { SystemRoot } from './system-root.ts';

const DISK_BYTES = 4 * 2 ** 30;

export interface BootImage {
  readonly folder: string;
  /** What the check said in the build root. */
  readonly verification: string;
  /** Bytes of the disk that are in use. */
  readonly used: number;
  readonly seconds: number;
}

/** Makes `disk.raw`, `vmlinuz` and `initrd` in a folder: a Debian on which `install.sh` was run. */
export async function makeBootImage(folder: string): Promise<BootImage> {
  const began = performance.now();
  const scratch = await mkdtemp(join(tmpdir(), 'afo-image-'));
  try {
    const payload = await makePayload(join(scratch, 'payload'), 'x64');
    const archive = await baseSystem({ bootable: true });
    const root = await SystemRoot.unpack(archive, { folder: join(scratch, 'root'), payload });
    await root.install(payload.sha256);
    await root.removePayload();
    const verification = await root.verify(payload.sha256);
    await putLabParts(root.folder, payload.sha256);
    const used = await writeDisk(folder, root.folder);
    return { folder, verification, used, seconds: (performance.now() - began) / 1000 };
  } finally {
    await rm(scratch, { recursive: true });
  }
}

async function writeDisk(folder: string, root: string): Promise<number> {
  const boot = join(root, 'boot');
  for (const name of await readdir(boot)) {
    if (name.startsWith('vmlinuz-')) await copyFile(join(boot, name), join(folder, 'vmlinuz'));
    if (name.startsWith('initrd.img-')) await copyFile(join(boot, name), join(folder, 'initrd'));
  }
  const disk = join(folder, 'disk.raw');
  await writeFile(disk, '');
  await truncate(disk, DISK_BYTES);
  await run('mke2fs', ['-q', '-F', '-t', 'ext4', '-d', root, disk]);
  return (await stat(disk)).blocks * 512;
}
