import { describe, expect, it } from 'vitest';

import * as custody from './index.ts';

describe('when another library uses this one', () => {
  it('finds these names and no others', () => {
    expect(Object.keys(custody).sort()).toEqual([
      'BAG_DECLARATION',
      'CompactRange',
      'CustodyError',
      'bagInfo',
      'bagManifest',
      'blockRoot',
      'bundlePath',
      'canonicalJson',
      'checkTimestampResponse',
      'checkpointText',
      'consistencyProof',
      'emptyRoot',
      'encodeBagPath',
      'encodeEntry',
      'fetchList',
      'formatVkey',
      'inclusionProof',
      'keyId',
      'leafHash',
      'nodeHash',
      'noteOf',
      'originOf',
      'parseVkey',
      'payloadOxum',
      'sha256',
      'sha256Hex',
      'signCheckpoint',
      'timestampRequest',
      'vaultKey',
      'verifyGuide',
    ]);
  });
});
