import { describe, expect, it } from 'vitest';

import * as verify from './index.ts';
import * as node from './node/index.ts';

describe('when another library uses this one', () => {
  it('finds these names and no others', () => {
    expect(Object.keys(verify).sort()).toEqual([
      'VerifyError',
      'faultCodes',
      'runChecks',
      'verifyBundle',
      'verifyConsistency',
      'verifyEntries',
      'verifyInclusion',
    ]);
    expect(Object.keys(node).sort()).toEqual([
      'decodeZstd',
      'directoryReader',
      'tarReader',
      'verifyPath',
      'withBundle',
    ]);
  });
});
