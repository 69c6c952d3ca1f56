import { createHash } from 'node:crypto';
import { makeExt4 } from './ext4.ts';
import type { Ext4Recipe } from './ext4.ts';

type Content = string | Buffer;
export interface SmallHost extends Ext4Recipe {
  /** Files that a package `base` brings: path as the package ships it → content. */
  readonly packaged?: Readonly<Record<string, Content>>;
  /** Conffiles of the same package: what it brings, whatever lies on the disk. */
  readonly conffiles?: Readonly<Record<string, Content>>;
}

const md5 = (content: Content): string => createHash('md5').update(content).digest('hex');

/** An ELF file that does nothing, distinct by its name. */
export const elf = (name: string): Buffer =>
  Buffer.concat([
    Buffer.from('\x7fELF\x02\x01\x01\0', 'latin1'),
    Buffer.alloc(56),
    Buffer.from(name),
  ]);

/** A file system with dpkg's records of one package, whose files are on the disk unless `files` has others. */
export function makeHost(
  folder: string,
  { packaged = {}, conffiles = {}, files = [], ...rest }: SmallHost,
): string {
  const own = new Set(files.map(([path]) => path.toString()));
  const brought = [...Object.entries(packaged), ...Object.entries(conffiles)].filter(
    ([path]) => !own.has(path),
  );
  const paths = [...Object.keys(packaged), ...Object.keys(conffiles)];
  const sums = Object.entries(packaged).map(([path, content]) => `${md5(content)}  ${path}\n`);
  const digests = Object.entries(conffiles).map(([path, content]) => ` /${path} ${md5(content)}\n`);
  const status = `Package: base\nStatus: install ok installed\nVersion: 1\nConffiles:\n${digests.join('')}`;
  return makeExt4(folder, {
    ...rest,
    files: [
      ...brought,
      ...files,
      ['var/lib/dpkg/info/base.list', paths.map((path) => `/${path}\n`).join('')],
      ['var/lib/dpkg/info/base.md5sums', sums.join('')],
      [
        'var/lib/dpkg/info/base.conffiles',
        Object.keys(conffiles)
          .map((path) => `/${path}\n`)
          .join(''),
      ],
      ['var/lib/dpkg/status', status],
    ],
  });
}
