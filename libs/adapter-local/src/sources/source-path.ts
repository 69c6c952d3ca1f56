import { fileURLToPath } from 'node:url';
import type { Source } from '@afo/domain';
import { PortError } from '@afo/ports';

/** Formats that a source may be said to have: `file:///evidence/disk.img?format=raw`. */
export const statedFormats = ['raw', 'qcow2', 'ewf'] as const;
export type StatedFormat = (typeof statedFormats)[number];

/** A file or device of this machine, and the format that whoever named it says it has. */
export interface SourcePath {
  readonly path: string;
  readonly format?: StatedFormat;
}

/** The paths that a source names. @throws PortError `source.unsupported` for anything but `file:` */
export function pathsOf(source: Source): readonly SourcePath[] {
  return source.uris.map(pathOf);
}

function pathOf(uri: string): SourcePath {
  let url: URL;
  try {
    url = new URL(uri);
    if (url.protocol !== 'file:') throw new TypeError('not a file');
    const path = fileURLToPath(url);
    const format = statedFormats.find((stated) => stated === url.searchParams.get('format'));
    if (url.searchParams.has('format') && format === undefined)
      throw new PortError('source.unsupported', `no such format: ${statedFormats.join(', ')}`);
    return format === undefined ? { path } : { path, format };
  } catch (cause) {
    if (cause instanceof PortError) throw cause;
    throw new PortError('source.unsupported', 'this machine opens file:///… only', { cause });
  }
}
