import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Ext4Recipe {
  /** Content by path (text or bytes); a path may be bytes, given one character a byte. */
  readonly files?: readonly (readonly [string | Buffer, string | Buffer])[];
  readonly links?: readonly (readonly [string, string])[];
  /** Commands for debugfs, one call each, after the files are there. */
  readonly changes?: readonly string[];
  readonly options?: readonly string[];
  readonly mebibytes?: number;
}

const PATH = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`, TZ: 'UTC' };

/** Makes an ext4 file system without a partition table, without root rights. */
export function makeExt4(folder: string, recipe: Ext4Recipe): string {
  const work = mkdtempSync(join(folder, 'ext4-'));
  const tree = join(work, 'tree');
  mkdirSync(tree);
  for (const [path, content] of recipe.files ?? []) {
    const place = Buffer.concat([Buffer.from(`${tree}/`), Buffer.from(path)]);
    mkdirSync(dirname(place.toString('latin1')) === tree ? tree : parentOf(place), {
      recursive: true,
    });
    writeFileSync(place, content);
  }
  for (const [path, target] of recipe.links ?? []) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    symlinkSync(target, join(tree, path));
  }
  const image = join(work, 'image.raw');
  writeFileSync(image, '');
  truncateSync(image, (recipe.mebibytes ?? 32) * 2 ** 20);
  execFileSync('mke2fs', ['-q', '-F', '-t', 'ext4', ...(recipe.options ?? []), '-d', tree, image], {
    env: PATH,
    stdio: 'pipe',
  });
  for (const change of recipe.changes ?? []) debugfs(image, change);
  return image;
}

export function debugfs(image: string, command: string): string {
  return execFileSync('debugfs', ['-w', '-R', command, image], {
    env: PATH,
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

const parentOf = (path: Buffer): Buffer => path.subarray(0, path.lastIndexOf(0x2f));
