export type EbsOperation = 'ListSnapshotBlocks' | 'ListChangedBlocks' | 'GetSnapshotBlock';

export interface LabSnapshot {
  /** `snap-` and hexadecimal digits. */
  readonly id: string;
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  /** Path of a raw disk image. */
  readonly image: string;
  /** Snapshots of one volume can be compared; without a volume a snapshot is related to none. */
  readonly volume?: string;
  readonly sharedWith?: readonly string[];
  /** `completed` unless said otherwise; only such a snapshot can be read. */
  readonly state?: 'completed' | 'pending' | 'error';
}

/** A call as it arrived and ended, for tests that ask what was done and not only what came out. */
export interface EbsCall {
  readonly operation: EbsOperation | 'unknown';
  readonly accessKey: string;
  readonly account: string;
  readonly region: string;
  readonly snapshot: string;
  readonly block?: number;
  readonly status: number;
  /** The error's code, or the fault that was injected into an answer. */
  readonly outcome: string;
}

export const faultKinds = [
  'throttle',
  'internal-error',
  'cut-body',
  'slow-body',
  'hung',
  'wrong-checksum',
  'wrong-data',
  'expired-block-token',
  'expired-credentials',
  'access-denied',
  'empty-list',
  'empty-page',
] as const;
export type EbsFaultKind = (typeof faultKinds)[number];

/** A fault for the calls that it fits: with a probability, so many times, for these blocks. */
export interface EbsFaultRule {
  readonly on: EbsOperation;
  readonly kind: EbsFaultKind;
  /** 1 unless said otherwise. */
  readonly probability?: number;
  readonly times?: number;
  readonly blocks?: readonly number[];
}
