export { CustodyError } from './errors.ts';
export type { CustodyErrorCode } from './errors.ts';
export { sha256, sha256Hex } from './hash.ts';

export { canonicalJson } from './entry/canonical-json.ts';
export { encodeEntry } from './entry/encode-entry.ts';

export { blockRoot } from './tree/block-root.ts';
export { CompactRange } from './tree/compact-range.ts';
export { consistencyProof, inclusionProof } from './tree/proofs.ts';
export { emptyRoot, leafHash, nodeHash } from './tree/tree-hash.ts';

export { checkpointText, originOf } from './checkpoint/checkpoint.ts';
export type { Checkpoint } from './checkpoint/checkpoint.ts';
export { noteOf } from './checkpoint/note.ts';
export type { NoteSignature } from './checkpoint/note.ts';
export { signCheckpoint } from './checkpoint/sign-checkpoint.ts';
export type { NoteSigner } from './checkpoint/sign-checkpoint.ts';
export { formatVkey, keyId, parseVkey } from './checkpoint/vkey.ts';
export type { VerifierKey } from './checkpoint/vkey.ts';
