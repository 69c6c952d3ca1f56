import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundleSinkConformance } from '@afo/conformance';
import type { SinkUnderTest } from '@afo/conformance';
import { extract } from 'tar-stream';
import { afterAll, describe, expect, it } from 'vitest';
import { localBundleSinks } from './bundle-sinks.ts';

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'afo-sink-'));
  folders.push(folder);
  return folder;
}

async function stand(format: SinkUnderTest['format'], name: string): Promise<SinkUnderTest> {
  const folder = await freshFolder();
  return {
    sinks: localBundleSinks,
    format,
    path: () => Promise.resolve(join(folder, name)),
    read: async (path) => {
      const found = await stat(path).catch(() => undefined);
      if (found === undefined) return undefined;
      return format === 'tar' ? untarred(path) : filesBelow(path);
    },
    leftovers: async (path) => {
      const names = await readdir(dirname(path));
      return names.filter((one) => one !== name).length;
    },
  };
}

async function filesBelow(root: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const read = files.map(async ({ parentPath, name }): Promise<[string, Uint8Array]> => {
    const path = join(parentPath, name);
    return [path.slice(root.length + 1), await readFile(path)];
  });
  return new Map(await Promise.all(read));
}

async function untarred(path: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const archive = extract();
  archive.end(await readFile(path));
  for await (const entry of archive) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry as AsyncIterable<Uint8Array>) chunks.push(chunk);
    files.set(entry.header.name.split('/').slice(1).join('/'), Buffer.concat(chunks));
  }
  return files;
}

describe('a bundle as a directory', () => {
  bundleSinkConformance(() => stand('directory', 'case.bag'));
});

describe('a bundle as a tar file', () => {
  bundleSinkConformance(() => stand('tar', 'case.tar'));

  it('is the same bytes when it is written again, so that its digest can be compared', async () => {
    const [first, second] = await Promise.all([written(), written()]);

    expect(first.equals(second)).toBe(true);
  });
});

describe('a destination in a folder that is not there', () => {
  it.each(['directory', 'tar'] as const)('is refused as a %s, with a code', async (format) => {
    const folder = await freshFolder();

    await expect(
      localBundleSinks.open({ path: join(folder, 'no', 'such', 'place'), format }),
    ).rejects.toMatchObject({ code: 'export.unwritable' });
  });
});

async function written(): Promise<Buffer> {
  const made = await stand('tar', 'case.tar');
  const at = await made.path();
  const sink = await made.sinks.open({ path: at, format: 'tar' });
  const bytes = Buffer.from('same');
  await sink.write({ path: 'data/a', bytes: 4, content: once(bytes) });
  await sink.commit();
  return readFile(at);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield bytes;
}
