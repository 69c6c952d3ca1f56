import { describe } from 'vitest';
import { BLOCK_SIZE } from '@afo/domain';
import { contentSourceConformance } from '../content-source.ts';
import { SnapshotSource } from './snapshot-source.ts';

describe('a snapshot in memory', () => {
  contentSourceConformance((disk) =>
    Promise.resolve(
      new SnapshotSource({
        disk,
        absent: (block) =>
          disk.subarray(block * BLOCK_SIZE, (block + 1) * BLOCK_SIZE).every((byte) => byte === 0),
      }),
    ),
  );
});
