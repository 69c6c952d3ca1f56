import type { Access, AccessContext } from '../judge/judge.ts';
import { arnIn } from './recorded-call.ts';
import type { CallPlace, RecordedCall } from './recorded-call.ts';
import { text } from './values.ts';

/** Names in IAM that are not those of the operations (S3 user guide, "Required permissions for Amazon S3 API operations"). */
const OTHERWISE: Readonly<Record<string, string>> = {
  DeleteObjects: 'DeleteObject',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
  GetObjectLockConfiguration: 'GetBucketObjectLockConfiguration',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  HeadBucket: 'ListBucket',
  HeadObject: 'GetObject',
  ListMultipartUploads: 'ListBucketMultipartUploads',
  ListObjects: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  ListObjectVersions: 'ListBucketVersions',
  ListParts: 'ListMultipartUploadParts',
  PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
  PutObjectLockConfiguration: 'PutBucketObjectLockConfiguration',
};

/** Operations that make an object, and those that make only a part of one. */
const WHOLE = new Set(['PutObject', 'CompleteMultipartUpload', 'CopyObject']);
const PARTS = new Set(['CreateMultipartUpload', 'UploadPart', 'UploadPartCopy']);

/** What a call to S3 needs; a put with a lock needs the rights to lock as well. */
export function s3Access(call: RecordedCall, place: CallPlace): readonly Access[] {
  const { operation, parameters } = call;
  const resource = resourceOf(call, place);
  const context = contextOf(call);
  const bypass =
    text(parameters, 'x-amz-bypass-governance-retention') === 'true'
      ? [{ action: 's3:BypassGovernanceRetention', resource, context }]
      : [];
  if (WHOLE.has(operation) || PARTS.has(operation)) return [...puts(call, place), ...bypass];
  return [{ action: `s3:${actionOf(call)}`, resource, context }, ...bypass];
}

function puts(call: RecordedCall, place: CallPlace): readonly Access[] {
  const { operation, parameters } = call;
  const resource = resourceOf(call, place);
  const context = {
    ...contextOf(call),
    's3:ObjectCreationOperation': String(WHOLE.has(operation)),
  };
  const locks = [
    ...(text(parameters, 'x-amz-object-lock-mode') === '' ? [] : ['s3:PutObjectRetention']),
    ...(text(parameters, 'x-amz-object-lock-legal-hold') === '' ? [] : ['s3:PutObjectLegalHold']),
  ];
  return [
    { action: 's3:PutObject', resource, context },
    ...locks.map((action) => ({ action, resource, context: contextOf(call) })),
    ...sources(call, place),
    ...keys(call, place),
  ];
}

function sources({ parameters }: RecordedCall, { partition }: CallPlace): readonly Access[] {
  const source = text(parameters, 'x-amz-copy-source');
  if (source === '') return [];
  const [path = '', version] = source.split('?versionId=');
  const resource = `arn:${partition}:s3:::${decodeURIComponent(path).replace(/^\//, '')}`;
  const action = version === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
  return [{ action, resource, context: {} }];
}

/** The key that a request names. What S3 asks of KMS for the bucket's own setting is in no record. */
function keys(call: RecordedCall, place: CallPlace): readonly Access[] {
  const key = text(call.parameters, 'x-amz-server-side-encryption-aws-kms-key-id');
  if (key === '') return [];
  const resource = key.startsWith('arn:') ? key : arnIn(place, 'kms', `key/${key}`);
  const context = { 'kms:ViaService': `s3.${call.region}` };
  return ['kms:GenerateDataKey', 'kms:Decrypt'].map((action) => ({ action, resource, context }));
}

function actionOf({ operation, parameters }: RecordedCall): string {
  const action = OTHERWISE[operation] ?? operation;
  const isOfVersion = text(parameters, 'versionId') !== '';
  return isOfVersion && ['DeleteObject', 'GetObject'].includes(action)
    ? `${action}Version`
    : action;
}

function resourceOf({ operation, parameters }: RecordedCall, { partition }: CallPlace): string {
  const bucket = `arn:${partition}:s3:::${text(parameters, 'bucket')}`;
  const key = text(parameters, 'key');
  if (operation === 'DeleteObjects') return `${bucket}/*`;
  return key === '' ? bucket : `${bucket}/${key}`;
}

const KEYS: Readonly<Record<string, string>> = {
  'if-match': 's3:if-match',
  'if-none-match': 's3:if-none-match',
  prefix: 's3:prefix',
  'x-amz-object-lock-legal-hold': 's3:object-lock-legal-hold',
  'x-amz-object-lock-mode': 's3:object-lock-mode',
};

function contextOf({ parameters }: RecordedCall): AccessContext {
  return Object.fromEntries(
    Object.entries(KEYS).flatMap(([parameter, key]) => {
      const value = text(parameters, parameter);
      return value === '' ? [] : [[key, value]];
    }),
  );
}
