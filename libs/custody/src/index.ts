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
export type { KeyAlgorithm } from './checkpoint/key-type.ts';
export { parseVkey, vkeyOf } from './checkpoint/vkey.ts';
export type { VerifierKey } from './checkpoint/vkey.ts';

export { BAG_DECLARATION, bagInfo, bagManifest, fetchList, payloadOxum } from './bag/bag-files.ts';
export type { BagFile, FetchedFile } from './bag/bag-files.ts';
export { bundlePath, vaultKey } from './bag/bundle-path.ts';
export { encodeBagPath } from './bag/path.ts';

export { timestampRequest } from './timestamp/request.ts';
export type { TimestampQuestion } from './timestamp/request.ts';
export { checkTimestampResponse } from './timestamp/response.ts';
export type { TimestampAnswer } from './timestamp/response.ts';

export { verifyGuide } from './guide/verify-guide.ts';
export type { GuideFacts, GuideItem } from './guide/verify-guide.ts';
export {
  byAge,
  damagedRejection,
  decodeRejected,
  encodeRejected,
  rejectedId,
} from './rejected/rejected-file.ts';
export type { Rejected, RejectedFile } from './rejected/rejected-file.ts';
