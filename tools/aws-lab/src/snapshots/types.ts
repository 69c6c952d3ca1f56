import type { LabKey } from '../ebs/index.ts';

export const snapshotOperations = [
  'CreateSnapshots',
  'DescribeSnapshots',
  'CopySnapshot',
  'ModifySnapshotAttribute',
  'DescribeSnapshotAttribute',
  'LockSnapshot',
  'UnlockSnapshot',
  'DescribeLockedSnapshots',
  'DeleteSnapshot',
] as const;
export type SnapshotOperation = (typeof snapshotOperations)[number];

/** True for the EC2 operations that the lab of snapshots answers in place of an emulator. */
export const servesSnapshotOperation = (operation: string): operation is SnapshotOperation =>
  (snapshotOperations as readonly string[]).includes(operation);

export interface LabVolume {
  readonly id: string;
  /** Path of the raw disk image that a snapshot of it holds. */
  readonly image: string;
  /** Id or ARN of the KMS key, one of the lab's; unencrypted without. */
  readonly kmsKey?: string;
  readonly boot?: boolean;
}

export interface LabInstance {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly volumes: readonly LabVolume[];
}

/** A KMS key as far as snapshots need one. */
export interface LabKmsKey {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  /** `AWS` for `aws/ebs`, which no policy can open for another account. */
  readonly manager: 'AWS' | 'CUSTOMER';
  readonly sharedWith?: readonly string[];
}

/** What becomes of snapshots: of this volume, or copies of this snapshot. */
export interface Fate {
  readonly of: string;
  /** Looks at it until it is complete; `Infinity` for one that never is. */
  readonly looks?: number;
  /** Ends in the state `error`, with this for a message. */
  readonly fails?: string;
  /** Searches for which it is not there yet: answers of EC2 are eventually consistent. */
  readonly hiddenFor?: number;
  /** The answer to the call that makes it is lost: it is there, and the caller gets a broken connection. */
  readonly answerLost?: boolean;
  /** How many snapshots it is the fate of; all without. */
  readonly times?: number;
}

/** What goes wrong with one call, the first one being 1. */
export interface SnapshotFault {
  readonly at: number;
  /** `empty` and `cut` are carried out, and answered with nothing or with half of the answer. */
  readonly kind: 'empty' | 'cut' | 'internal-error';
}

export interface LabLock {
  readonly mode: 'governance' | 'compliance';
  readonly days: number;
  readonly createdAt: number;
}

/** A call as it arrived and ended. */
export interface SnapshotCall {
  readonly operation: string;
  readonly accessKey: string;
  readonly account: string;
  readonly region: string;
  /** As the form had them, but without a presigned url: that is a credential. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly status: number;
  /** `ok`, or the error's code. */
  readonly outcome: string;
}

export interface SnapshotLabOptions {
  readonly instances?: readonly LabInstance[];
  readonly kmsKeys?: readonly LabKmsKey[];
  /** Access keys that are not simply twelve digits of an account. */
  readonly keys?: Readonly<Record<string, LabKey>>;
  /** Looks (DescribeSnapshots) after which a snapshot is complete; 2 unless given. */
  readonly looks?: number;
  /** Most snapshots in an answer, so that clients must turn pages; 1,000 unless given. */
  readonly pageSize?: number;
  /** Copies in progress in an account and region, and snapshots in progress of a volume; 20 and 5 unless given. */
  readonly quotas?: { readonly copies: number; readonly perVolume: number };
  /** Where complete snapshots become readable. */
  readonly shelf?: ReadableSnapshots;
  readonly port?: number;
  readonly now?: () => number;
}

/** What reads blocks: `startEbsLab`. */
export interface ReadableSnapshots {
  addSnapshot(snapshot: {
    readonly id: string;
    readonly account: string;
    readonly region: string;
    readonly image: string;
    readonly volume: string;
    readonly sharedWith: readonly string[];
  }): Promise<void>;
  removeSnapshot(region: string, id: string): void;
}
