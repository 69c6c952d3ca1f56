import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evidenceId } from '@afo/domain';
import { exportImage, makeWorkingCopy, verifyItems } from '@afo/pipeline';
import type { ExportImage } from '@afo/pipeline';
import { CaseOnDisk, makeDisk, makeFolder, removeFolder, run, sha256sum } from './case-on-disk.ts';

const MIB = 1024 * 1024;
const BYTES = 80 * MIB + 4608;
const STRETCHES = [
  [0, 3000, 'text'],
  [5 * MIB, 7 * MIB + 123, 'noise'],
  [40 * MIB, 6 * MIB, 'text'],
  [BYTES - 4096, 4096, 'noise'],
] as const;

let folder: string;
let opened: CaseOnDisk | undefined;

beforeEach(async () => {
  folder = await makeFolder();
  await makeDisk(at('disk.raw'), BYTES, STRETCHES);
});
afterEach(async () => {
  await opened?.close();
  opened = undefined;
  await removeFolder(folder);
});

const at = (name: string): string => join(folder, name);

async function acquired(...sources: Parameters<typeof CaseOnDisk.open>[1]): Promise<CaseOnDisk> {
  opened = await CaseOnDisk.open(folder, sources);
  for (const [n, [kind]] of sources.entries()) {
    await opened.run(`acquire-${kind}`, evidenceId(n + 1));
    await opened.run('verify-evidence', evidenceId(n + 1));
  }
  return opened;
}

describe('when a real disk is acquired', () => {
  it('can be checked by a stranger with sha256sum and zstd alone', async () => {
    const onDisk = await acquired(['disk', at('disk.raw')]);
    const { content, stored, blocks } = await onDisk.manifest();

    const objects = stored.map(({ key }) => join(onDisk.home, 'vault', key));
    for (const [n, path] of objects.entries())
      expect(await sha256sum(path)).toBe(stored[n]?.sha256);
    await run(
      'sh',
      '-c',
      'out=$1; shift; cat "$@" | zstd -dcq > "$out"',
      'sh',
      at('decoded'),
      ...objects,
    );
    expect(await sha256sum(at('decoded'))).toBe(content.sha256);
    await run('cmp', at('decoded'), at('disk.raw'));
    await run('split', '-b', '524288', '-a', '4', at('disk.raw'), at('block.'));
    const names = (await readdir(folder)).filter((name) => name.startsWith('block.')).sort();
    const digests = await Promise.all(names.map((name) => sha256sum(at(name))));
    const kept = await readFile(join(onDisk.home, 'vault', blocks?.digests.key ?? ''));
    expect(kept.toString('hex')).toBe(digests.join(''));
    expect((await onDisk.last('evidence.verified'))?.body).toMatchObject({
      result: 'match',
      ...content,
    });
  });

  it('gives one digest for one disk, whatever it is kept in', async () => {
    await run(
      'qemu-img',
      'convert',
      '-f',
      'raw',
      '-O',
      'qcow2',
      '-c',
      at('disk.raw'),
      at('disk.qcow2'),
    );
    await run(
      'ewfacquire',
      '-u',
      '-q',
      '-t',
      at('disk'),
      '-l',
      at('log'),
      '-f',
      'ewfx',
      '-d',
      'sha256',
      at('disk.raw'),
    );
    await run(
      'split',
      '-d',
      '-a',
      '3',
      '--numeric-suffixes=1',
      '-b',
      String(32 * MIB),
      at('disk.raw'),
      at('disk.'),
    );

    const onDisk = await acquired(
      ['disk', at('disk.raw')],
      ['disk', at('disk.qcow2')],
      ['disk', at('disk.e01')],
      ['disk', at('disk.001')],
    );

    const manifests = await Promise.all([1, 2, 3, 4].map((n) => onDisk.manifest(evidenceId(n))));
    expect(new Set(manifests.map(({ content }) => content.sha256))).toEqual(
      new Set([await sha256sum(at('disk.raw'))]),
    );
    expect(new Set(manifests.map(({ blocks }) => blocks?.root)).size).toBe(1);
    expect(manifests.map(({ source }) => source.facts['format'])).toEqual([
      'raw',
      'qcow2',
      'ewf',
      'split-raw',
    ]);
    expect(manifests[2]?.source.facts).toMatchObject({ 'embedded.sha256.result': 'match' });
  });

  it('F-11 computes the digest of a disk of more than 5 GB as of any other', async () => {
    await makeDisk(at('large.raw'), 5.5 * 1024 * MIB, [
      [12_345, 100_000, 'noise'],
      [5.25 * 1024 * MIB, 100_000, 'text'],
    ]);

    const onDisk = await acquired(['disk', at('large.raw')]);

    const { content, stored } = await onDisk.manifest();
    expect(content).toEqual({ bytes: 5.5 * 1024 * MIB, sha256: await sha256sum(at('large.raw')) });
    expect(stored).toHaveLength(6);
    expect((await onDisk.last('evidence.verified'))?.body).toMatchObject({ result: 'match' });
  }, 120_000);

  it('finds what somebody changed in the vault, whenever it is asked', async () => {
    const onDisk = await acquired(['disk', at('disk.raw')]);
    const [object] = (await onDisk.manifest()).stored;
    const path = join(onDisk.home, 'vault', object?.key ?? '');
    const bytes = await readFile(path);
    bytes.writeUInt8(bytes.readUInt8(2 * MIB) ^ 1, 2 * MIB);
    await chmod(path, 0o644);
    await writeFile(path, bytes);

    const [found] = await verifyItems(onDisk.stack.ports, {
      caseId: onDisk.caseId,
      actor: { kind: 'human', name: 'An Examiner', via: 'test' },
      signal: new AbortController().signal,
      progress: () => undefined,
    });

    expect(found).toMatchObject({ item: 'E-0001', result: 'mismatch' });
    expect((await onDisk.last('evidence.verified'))?.body).toEqual(found);
  });

  it('acquires logs, one item a file', async () => {
    await writeFile(
      at('auth.log'),
      'Nov 24 03:00:00 web-01 sshd[1]: Accepted publickey for deploy\n'.repeat(1000),
    );

    const onDisk = await acquired(['log', at('auth.log')]);

    const { content, stored } = await onDisk.manifest();
    expect(content.sha256).toBe(await sha256sum(at('auth.log')));
    expect(stored[0]?.bytes).toBeLessThan(content.bytes / 10);
  });
});

describe('when a working copy is made of real evidence', () => {
  it('is sparse, read-only, and the very disk', async () => {
    const onDisk = await acquired(['disk', at('disk.raw')]);
    const { ports } = onDisk.stack;

    const copy = await makeWorkingCopy({
      ports,
      manifest: await onDisk.manifest(),
      path: at('work/E-0001.raw'),
      signal: new AbortController().signal,
    });

    await run('cmp', copy.path, at('disk.raw'));
    const { mode, size, blocks } = await stat(copy.path);
    expect(mode & 0o777).toBe(0o400);
    expect(blocks * 512).toBeLessThan(size / 3);
    expect(await ports.images.digest(copy.path)).toEqual({
      bytes: copy.bytes,
      sha256: copy.sha256,
    });
  });
});

describe('when an item is exported', () => {
  const request = (onDisk: CaseOnDisk, change: Partial<ExportImage>): ExportImage => ({
    caseId: onDisk.caseId,
    item: evidenceId(1),
    format: 'raw',
    destination: at('out/disk.raw'),
    actor: { kind: 'human', name: 'An Examiner', via: 'test' },
    signal: new AbortController().signal,
    ...change,
  });

  it('writes a sparse raw image, and enters that it was read and that it left', async () => {
    const onDisk = await acquired(['disk', at('disk.raw')]);

    const written = await exportImage(onDisk.stack.ports, request(onDisk, {}));

    await run('cmp', written.path, at('disk.raw'));
    const types = (await onDisk.entries()).map(({ type }) => type).slice(-4);
    expect(types).toEqual([
      'evidence.read',
      'evidence.verified',
      'evidence.exported',
      'checkpoint.signed',
    ]);
    expect((await onDisk.last('evidence.exported'))?.body).toMatchObject({
      format: 'raw',
      sha256: written.sha256,
    });
    expect((await onDisk.last('evidence.exported'))?.actor.name).toBe('An Examiner');
  });

  it('never overwrites what is there', async () => {
    const onDisk = await acquired(['disk', at('disk.raw')]);

    await expect(
      exportImage(onDisk.stack.ports, request(onDisk, { destination: at('disk.raw') })),
    ).rejects.toMatchObject({
      code: 'image-file.exists',
    });
  });

  it.each([
    ['encase6', 'disk.E01'],
    ['ewfx', 'disk.e01'],
  ] as const)(
    'F-68 writes an E01 (%s) that libewf reads, and says which digests it holds',
    async (format, name) => {
      const onDisk = await acquired(['disk', at('disk.raw')]);

      const written = await exportImage(
        onDisk.stack.ports,
        request(onDisk, { format, destination: at(`out/${name}`) }),
      );

      const report = await run('ewfverify', '-d', 'sha256', written.path);
      expect(report).toMatch(new RegExp(`SHA256 hash calculated over data:\\s+${written.sha256}`));
      const info = await run('ewfinfo', written.path);
      expect(info.includes(written.sha256)).toBe(true);
      expect(/SHA256:\s+[0-9a-f]{64}/.test(info)).toBe(format === 'ewfx');
      expect(written.limits.join()).toBe(format === 'ewfx' ? '' : written.limits[0]);
      expect(written.limits).toHaveLength(format === 'ewfx' ? 0 : 1);
      expect((await readdir(at('out'))).filter((file) => file.includes('work'))).toEqual([]);
      expect((await onDisk.last('evidence.exported'))?.body).toMatchObject({
        format: 'ewf',
        destination: written.path,
      });
    },
  );

  it('can be acquired again from the E01, with the same digest', async () => {
    const onDisk = await acquired(['disk', at('disk.raw')]);
    const written = await exportImage(
      onDisk.stack.ports,
      request(onDisk, { format: 'encase6', destination: at('out/disk.E01') }),
    );
    const source = await onDisk.stack.ports.disks.open({
      kind: 'disk',
      uris: [pathToFileURL(written.path).href],
      title: 'x',
    });

    expect(await source.describe()).toMatchObject({
      bytes: BYTES,
      facts: { 'ewf.evidenceNumber': 'E-0001' },
    });
    await source.close();
  });

  it('refuses an E01 of what is not whole sectors instead of dropping the rest', async () => {
    await writeFile(at('odd.bin'), 'x'.repeat(1000));
    const onDisk = await acquired(['disk', at('odd.bin')]);

    await expect(
      exportImage(
        onDisk.stack.ports,
        request(onDisk, { format: 'ewfx', destination: at('out/odd.e01') }),
      ),
    ).rejects.toMatchObject({
      code: 'export.impossible',
    });
  });
});
