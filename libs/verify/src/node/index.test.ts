import { describe, expect, it } from 'vitest';

import * as node from './index.ts';

describe('when another library reads bundles from a disk', () => {
  it('finds these names and no others', () => {
    expect(Object.keys(node).sort()).toEqual([
      'decodeZstd',
      'directoryReader',
      'tarReader',
      'verifyPath',
      'withBundle',
    ]);
  });
});
