import { gzipSync } from 'node:zlib';
import type { Change } from '../image/debugfs.ts';
import { Randomness, seedOf } from '../random.ts';
import type { HostNode } from '../tree/host-tree.ts';
import type { Ground, Planted } from './planting.ts';

/**
 * T20: an archive that was deleted and can be brought back. Beside it two that cannot: one whose inode belongs to
 * another file by now, and one whose blocks do. Whoever reports their content reports another file's.
 */
export function plantDeletions(ground: Ground): Planted {
  const { scenario, at } = ground;
  const { loot, workFolder } = scenario.intruder;
  const noise = Buffer.from(new Randomness(seedOf('loot', scenario.seed)).bytes(30_000));
  const archive = gzipSync(Buffer.concat([Buffer.from('SAMPLE-LOOT-MARKER\n'), noise]));
  const file = (path: string, content: Uint8Array): HostNode => nodeOf(path, content, at(1800));
  const make = (path: string, content: Uint8Array): Change => ({
    kind: 'make',
    node: file(path, content),
  });
  const remove = (path: string): Change => ({ kind: 'remove', path: Buffer.from(path) });
  const spare = '/var/tmp/spare';
  const taken = `${workFolder}/m.tgz`;
  const overwritten = `${workFolder}/old.tar.gz`;
  const changes: readonly Change[] = [
    make(taken, gzipSync('first holder of this inode')),
    make(spare, Buffer.alloc(4096, 's')),
    make(overwritten, gzipSync(noise.subarray(0, 9000))),
    make(loot, archive),
    // The first free inode and the first free blocks go to whoever comes first.
    remove(taken),
    make('/var/tmp/session-1', Buffer.from('second holder of the inode of m.tgz\n')),
    remove(spare),
    remove(overwritten),
    make('/var/tmp/session-2', Buffer.alloc(24_576, 'second holder of the blocks of old.tar.gz\n')),
    remove(loot),
  ];
  return {
    later: [{ at: at(1820), changes }],
    traces: [
      {
        id: 'T20',
        name: 'deleted archive that can be recovered',
        expect: [
          { paths: [loot], attack: ['T1560.001', 'T1070.004'], atLeast: 'medium', deleted: true },
        ],
      },
    ],
  };
}

const nodeOf = (path: string, content: Uint8Array, born: number): HostNode => ({
  kind: 'file',
  path: Buffer.from(path),
  content,
  mode: 0o600,
  uid: 0,
  gid: 0,
  times: { modified: born, changed: born, accessed: born, born },
});
