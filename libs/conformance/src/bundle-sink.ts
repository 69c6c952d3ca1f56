import type { BundleDestination, BundleSinks } from '@afo/ports';
import { describe, expect, it } from 'vitest';

export interface SinkUnderTest {
  readonly sinks: BundleSinks;
  readonly format: BundleDestination['format'];
  /** A fresh destination that does not exist. */
  path(): Promise<string>;
  /** Files of the bundle at the destination by path, or undefined when there is nothing under the name. */
  read(path: string): Promise<ReadonlyMap<string, Uint8Array> | undefined>;
  /** How many other files and folders lie beside the destination: leftovers. */
  leftovers(path: string): Promise<number>;
}

/** What every place for bundles keeps. */
export function bundleSinkConformance(open: () => Promise<SinkUnderTest>): void {
  const begin = async () => {
    const stand = await open();
    const path = await stand.path();
    const sink = await stand.sinks.open({ path, format: stand.format });
    return { ...stand, stand, path, sink };
  };

  describe('when a bundle is written', () => {
    it('holds every file byte for byte, empty ones and long names included', async () => {
      const { stand, path, sink } = await begin();
      const files = new Map([
        ['bagit.txt', Buffer.from('BagIt-Version: 1.0\n')],
        ['data/empty', Buffer.alloc(0)],
        [`data/${'long'.repeat(40)}/${'name'.repeat(40)}`, Buffer.alloc(300_000, 7)],
      ]);

      for (const [name, bytes] of files) await sink.write(fileOf(name, bytes));
      await sink.commit();

      const written = await stand.read(path);
      expect([...(written?.keys() ?? [])].sort()).toEqual([...files.keys()].sort());
      for (const [name, bytes] of files)
        expect(Buffer.from(written?.get(name) ?? []).equals(bytes)).toBe(true);
      expect(await stand.leftovers(path)).toBe(0);
    });

    it('is not under its name before it is whole', async () => {
      const { stand, path, sink } = await begin();

      await sink.write(fileOf('data/a', Buffer.from('a')));

      expect(await stand.read(path)).toBeUndefined();
      await sink.abort();
    });

    it('leaves nothing behind when it is given up, at once or after an error', async () => {
      const { stand, path, sink } = await begin();
      await sink.write(fileOf('data/a', Buffer.from('a')));
      await expect(sink.write({ path: 'data/b', bytes: 3, content: failing() })).rejects.toThrow(
        'the source is gone',
      );

      await sink.abort();
      await sink.abort();

      expect(await stand.read(path)).toBeUndefined();
      expect(await stand.leftovers(path)).toBe(0);
    });
  });

  describe('when something is in the way', () => {
    it('refuses a destination that exists, and leaves it as it is', async () => {
      const { stand, path, sink } = await begin();
      await sink.write(fileOf('first', Buffer.from('1')));
      await sink.commit();

      await expect(stand.sinks.open({ path, format: stand.format })).rejects.toMatchObject({
        code: 'export.exists',
      });

      expect([...((await stand.read(path))?.keys() ?? [])]).toEqual(['first']);
    });

    it('refuses a destination that another writer has taken meanwhile', async () => {
      const { stand, path, sink } = await begin();
      const other = await stand.sinks.open({ path, format: stand.format });
      await sink.write(fileOf('mine', Buffer.from('1')));
      await other.write(fileOf('theirs', Buffer.from('2')));
      await sink.commit();

      await expect(other.commit()).rejects.toMatchObject({ code: 'export.exists' });
      await other.abort();

      expect([...((await stand.read(path))?.keys() ?? [])]).toEqual(['mine']);
      expect(await stand.leftovers(path)).toBe(0);
    });

    it.each(['../outside', '/absolute', 'a//b', 'a/./b', 'a\\b', ''])(
      'refuses the path %j, which leaves the bundle or is none',
      async (name) => {
        const { sink } = await begin();

        await expect(sink.write(fileOf(name, Buffer.from('x')))).rejects.toMatchObject({
          code: 'export.unwritable',
        });
        await sink.abort();
      },
    );

    it.each([
      ['fewer', 5],
      ['more', 3],
    ])(
      'refuses content of %s bytes than were said, so that nothing is cut or padded',
      async (_, bytes) => {
        const { sink } = await begin();

        await expect(
          sink.write({ ...fileOf('a', Buffer.from('four')), bytes }),
        ).rejects.toMatchObject({ code: 'export.wrong-length' });
        await sink.abort();
      },
    );
  });
}

const fileOf = (path: string, bytes: Uint8Array) => ({
  path,
  bytes: bytes.byteLength,
  content: chunksOf(bytes),
});

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  for (let at = 0; at < bytes.byteLength; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

// eslint-disable-next-line require-yield -- a source that fails before it gives anything
async function* failing(): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  throw new Error('the source is gone');
}
