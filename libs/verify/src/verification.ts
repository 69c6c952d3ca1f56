import type { CaseId, EvidenceId } from '@afo/domain';

import type { VerifyProgress } from './bag/bag-files.ts';
import type { TrustedKey } from './checkpoint/keyring.ts';
import type { Decode } from './evidence/content.ts';
import type { Fault, Remark } from './faults.ts';
import type { TimestampVerdict } from './timestamp/timestamps.ts';

/** What the reader brings; all of it optional. */
export interface VerifyOptions {
  /** Pinned public keys as vkey strings. When there are any, no other key counts. */
  readonly keys?: readonly string[];
  /** Certificates (PEM or DER) that the reader trusts for time. */
  readonly timestampRoots?: readonly (string | Uint8Array)[];
  /** Checkpoint notes that the reader knows from elsewhere: a witness, an earlier bundle. */
  readonly knownCheckpoints?: readonly (string | Uint8Array)[];
  /** Decodes zstd; without it compressed items are checked by their stored bytes only, and told as missing. */
  readonly decode?: Decode;
  readonly onProgress?: (progress: VerifyProgress) => void;
  readonly signal?: AbortSignal;
}

export type VerifyStatus = 'proven' | 'tampered' | 'unreadable' | 'incomplete';

/** The verdict over a bundle or a log (docs/spec/bundle.md). Plain data: it may be printed as JSON as it is. */
export interface Verification {
  readonly status: VerifyStatus;
  /** 0 proven, 1 tampered or broken, 2 cannot be read as a bundle, 3 proven except what is missing. */
  readonly exitCode: 0 | 1 | 2 | 3;
  readonly case?: CaseId;
  /** First fault first; empty unless tampered or unreadable. */
  readonly faults: readonly Fault[];
  /** What is said to be missing, and so was not checked. */
  readonly missing: readonly Remark[];
  /** What a reader should know and is no fault. */
  readonly notes: readonly Remark[];
  /** Faults, notes and missing things beyond those listed. */
  readonly omitted: number;
  readonly checked: Checked;
  readonly trust: Trust;
}

export interface Checked {
  readonly entries: number;
  /** Entries under a checkpoint that holds. */
  readonly signedEntries: number;
  readonly checkpoints: number;
  readonly items: {
    /** Checked without a fault down to their content. */
    readonly byBytes: readonly EvidenceId[];
    /** Checked without a fault as far as their manifest goes. */
    readonly byManifest: readonly EvidenceId[];
  };
  readonly timestamps: readonly TimestampVerdict[];
  readonly reports: number;
  readonly files: number;
  readonly bytes: number;
}

/**
 * What the verdict rests on. `pinned`: keys that the reader brought. `bundle-key`: a key from the bundle itself, so that
 * the verdict says only that nothing changed since its maker signed it. `none`: no checkpoint holds.
 */
export interface Trust {
  readonly basis: 'pinned' | 'bundle-key' | 'none';
  readonly keys: readonly TrustedKey[];
  readonly time: 'pinned-root' | 'token-only' | 'none';
}
