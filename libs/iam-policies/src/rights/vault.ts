import { bucketArn } from '../places.ts';
import type { Places } from '../places.ts';
import { allow } from '../statement.ts';
import type { PolicyStatement } from '../statement.ts';

const below = (places: Places, prefix: string): string =>
  `${bucketArn(places, places.vaultBucket)}/${prefix}*`;

/** Looked at when a program starts: a bucket without Object Lock is no vault. */
export const vaultOpener = (places: Places): readonly PolicyStatement[] => [
  allow('LookAtVault', {
    actions: ['s3:GetBucketObjectLockConfiguration', 's3:GetBucketVersioning'],
    resources: [bucketArn(places, places.vaultBucket)],
  }),
];

/**
 * Creates evidence, each object once: S3 is asked for `If-None-Match` by the policy too, and the parts of an upload,
 * which know no such header, make no object. A lock is COMPLIANCE or it is refused, and S3 lets nobody shorten that; a
 * legal hold can be put on and not taken off. HeadObject is `s3:GetObject` to IAM, and a writer must see what stands
 * at a key.
 */
export const vaultWriter = (places: Places): readonly PolicyStatement[] => [
  allow('CreateEvidence', {
    actions: ['s3:PutObject'],
    resources: [below(places, 'cases/')],
    conditions: { Null: { 's3:if-none-match': ['false'] } },
  }),
  allow('UploadEvidenceParts', {
    actions: ['s3:PutObject'],
    resources: [below(places, 'cases/')],
    conditions: { Bool: { 's3:ObjectCreationOperation': ['false'] } },
  }),
  allow('LockEvidence', {
    actions: ['s3:PutObjectRetention'],
    resources: [below(places, 'cases/')],
    conditions: { StringEquals: { 's3:object-lock-mode': ['COMPLIANCE'] } },
  }),
  allow('HoldEvidence', {
    actions: ['s3:PutObjectLegalHold'],
    resources: [below(places, 'cases/')],
    conditions: { StringEquals: { 's3:object-lock-legal-hold': ['ON'] } },
  }),
  allow('SeeEvidence', {
    actions: ['s3:GetObject', 's3:GetObjectLegalHold', 's3:GetObjectRetention'],
    resources: [below(places, 'cases/')],
  }),
  allow('StageEvidence', {
    actions: ['s3:DeleteObjectVersion', 's3:GetObjectVersion', 's3:PutObject'],
    resources: [below(places, 'staging/')],
  }),
  allow('GiveUpUploads', {
    actions: ['s3:AbortMultipartUpload'],
    resources: [below(places, 'cases/'), below(places, 'staging/')],
  }),
  ...retentionRecord(places),
  ...listOf(places),
  ...evidenceKey(places),
];

/** Reads evidence, and lists what there is of a case. */
export const vaultReader = (places: Places): readonly PolicyStatement[] => [
  allow('ReadEvidence', {
    actions: ['s3:GetObject', 's3:GetObjectLegalHold', 's3:GetObjectRetention'],
    resources: [below(places, 'cases/')],
  }),
  ...listOf(places),
  ...evidenceKey(places),
];

/** Extends retention, puts legal holds on and takes them off. Bypasses nothing, puts and deletes nothing. */
export const vaultCustodian = (places: Places): readonly PolicyStatement[] => [
  allow('ExtendRetention', {
    actions: ['s3:PutObjectRetention'],
    resources: [below(places, 'cases/')],
    conditions: { StringEquals: { 's3:object-lock-mode': ['COMPLIANCE'] } },
  }),
  allow('KeepLegalHolds', {
    actions: ['s3:PutObjectLegalHold'],
    resources: [below(places, 'cases/')],
  }),
  ...vaultReader(places),
  ...retentionRecord(places),
];

const retentionRecord = (places: Places): readonly PolicyStatement[] => [
  allow('KeepCaseRetention', {
    actions: ['s3:GetObject', 's3:PutObject'],
    resources: [below(places, 'retention/')],
  }),
];

// Without a condition on the prefix: S3 says 404 of a missing object only to who may list the bucket, else 403.
const listOf = (places: Places): readonly PolicyStatement[] => [
  allow('ListVault', {
    actions: ['s3:ListBucket'],
    resources: [bucketArn(places, places.vaultBucket)],
  }),
];

const evidenceKey = ({ evidenceKey: key }: Places): readonly PolicyStatement[] =>
  key === undefined
    ? []
    : [
        allow('UseEvidenceKey', {
          // An upload in parts needs Decrypt beside GenerateDataKey (S3 user guide, "Multipart upload and permissions").
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: [key],
          conditions: { StringLike: { 'kms:ViaService': ['s3.*'] } },
        }),
      ];
