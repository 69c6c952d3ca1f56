import type { IncomingHttpHeaders } from 'node:http';

/** Which operation of S3 a request is: a sub-resource in its query, then bucket or object, then the method. */
export function s3Operation(method: string, url: URL, headers: IncomingHttpHeaders): string {
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/.exec(url.pathname) ?? [];
  const query = url.searchParams;
  if (bucket === '') return 'ListBuckets';
  if (key === '') return bucketOperation(method, query);
  if (query.has('uploadId')) return uploadOperation(method, query, headers);
  if (query.has('uploads')) return 'CreateMultipartUpload';
  const part = OBJECT_PARTS.find(([name]) => query.has(name));
  if (part !== undefined) return `${verb(method)}${part[1]}`;
  if (method === 'PUT')
    return headers['x-amz-copy-source'] === undefined ? 'PutObject' : 'CopyObject';
  if (method === 'POST') return query.has('restore') ? 'RestoreObject' : 'SelectObjectContent';
  return method === 'HEAD' ? 'HeadObject' : `${verb(method)}Object`;
}

/** Bucket, key, version and what a lock is asked for: what a test asks about a call to S3. */
export function s3Parameters(url: URL, headers: IncomingHttpHeaders): Record<string, string> {
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/.exec(url.pathname) ?? [];
  const told = TOLD_HEADERS.flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  const asked = [...url.searchParams].filter(([name]) => TOLD_QUERY.has(name));
  return {
    ...(bucket === '' ? {} : { bucket }),
    ...(key === '' ? {} : { key: decoded(key) }),
    ...Object.fromEntries(asked),
    ...Object.fromEntries(told),
  };
}

const TOLD_HEADERS = [
  'content-length',
  'if-match',
  'if-none-match',
  'range',
  'x-amz-bypass-governance-retention',
  'x-amz-bucket-object-lock-enabled',
  'x-amz-checksum-type',
  'x-amz-copy-source',
  'x-amz-object-lock-legal-hold',
  'x-amz-object-lock-mode',
  'x-amz-object-lock-retain-until-date',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
];
const TOLD_QUERY = new Set(['versionId', 'partNumber', 'prefix', 'list-type', 'X-Amz-Expires']);

const OBJECT_PARTS = [
  ['retention', 'ObjectRetention'],
  ['legal-hold', 'ObjectLegalHold'],
  ['tagging', 'ObjectTagging'],
  ['acl', 'ObjectAcl'],
  ['attributes', 'ObjectAttributes'],
] as const;
const BUCKET_PARTS = [
  ['object-lock', 'ObjectLockConfiguration'],
  ['versioning', 'BucketVersioning'],
  ['policy', 'BucketPolicy'],
  ['encryption', 'BucketEncryption'],
  ['lifecycle', 'BucketLifecycleConfiguration'],
  ['publicAccessBlock', 'PublicAccessBlock'],
  ['tagging', 'BucketTagging'],
  ['location', 'BucketLocation'],
  ['ownershipControls', 'BucketOwnershipControls'],
  ['notification', 'BucketNotificationConfiguration'],
  ['logging', 'BucketLogging'],
  ['acl', 'BucketAcl'],
] as const;

function bucketOperation(method: string, query: URLSearchParams): string {
  const part = BUCKET_PARTS.find(([name]) => query.has(name));
  if (part !== undefined) return `${verb(method)}${part[1]}`;
  if (query.has('versions')) return 'ListObjectVersions';
  if (query.has('uploads')) return 'ListMultipartUploads';
  if (query.has('delete')) return 'DeleteObjects';
  if (method === 'PUT') return 'CreateBucket';
  if (method === 'HEAD') return 'HeadBucket';
  if (method === 'DELETE') return 'DeleteBucket';
  if (method === 'POST') return 'PostObject';
  return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
}

function uploadOperation(
  method: string,
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
): string {
  if (method === 'POST') return 'CompleteMultipartUpload';
  if (method === 'DELETE') return 'AbortMultipartUpload';
  if (method === 'GET') return 'ListParts';
  if (!query.has('partNumber')) return 'PutObject';
  return headers['x-amz-copy-source'] === undefined ? 'UploadPart' : 'UploadPartCopy';
}

function verb(method: string): string {
  if (method === 'PUT' || method === 'POST') return 'Put';
  return method === 'DELETE' ? 'Delete' : 'Get';
}

/** A key is chosen by whoever stores; one that is not well encoded is told as it came. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
