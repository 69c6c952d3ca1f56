import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe } from 'vitest';
import { contentSourceConformance } from '@afo/conformance';
import type { MakeSource } from '@afo/conformance';
import { run, sourceOf, writeSparse } from '../../tests/support/images.ts';
import { LocalDiskSources } from './disk-sources.ts';
import { LocalFileSources } from './file-sources.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-sources-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const at = (name: string): string => join(folder, name);

/** Puts the raw disk down once, makes of it what `convert` says, and opens that. */
const kept =
  (name: string, convert: (raw: string) => Promise<unknown>): MakeSource =>
  async (content) => {
    if (!existsSync(at('disk.raw'))) await writeSparse(at('disk.raw'), Buffer.from(content));
    if (!existsSync(at(name))) await convert(at('disk.raw'));
    return new LocalDiskSources().open(sourceOf(at(name)));
  };

describe.each<[string, MakeSource]>([
  ['a sparse raw file', kept('disk.raw', () => Promise.resolve())],
  [
    'a split raw image',
    kept('disk.001', (raw) =>
      run('split', '-d', '-a', '3', '--numeric-suffixes=1', '-b', '1000003', raw, at('disk.')),
    ),
  ],
  [
    'a qcow2 image',
    kept('disk.qcow2', (raw) =>
      run('qemu-img', 'convert', '-f', 'raw', '-O', 'qcow2', raw, at('disk.qcow2')),
    ),
  ],
  [
    'a compressed qcow2 image',
    kept('disk.qcow2', (raw) =>
      run('qemu-img', 'convert', '-c', '-f', 'raw', '-O', 'qcow2', raw, at('disk.qcow2')),
    ),
  ],
  [
    'a qcow2 image on a raw one',
    kept('top.qcow2', () =>
      run('qemu-img', 'create', '-f', 'qcow2', '-b', 'disk.raw', '-F', 'raw', at('top.qcow2')),
    ),
  ],
  [
    'an E01',
    kept('disk.E01', (raw) =>
      run('ewfacquire', '-u', '-q', '-t', at('disk'), '-f', 'encase6', raw),
    ),
  ],
])('%s', (_, make) => {
  contentSourceConformance(make);
});

describe('a file as it is', () => {
  contentSourceConformance(async (content) => {
    if (!existsSync(at('memory.lime'))) await writeFile(at('memory.lime'), content);
    return new LocalFileSources().open(sourceOf(at('memory.lime')));
  });
});
