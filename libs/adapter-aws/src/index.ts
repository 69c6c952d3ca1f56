export {
  EbsSnapshotSources,
  ebsClient,
  inProcessRateLimit,
  snapshotAddress,
  snapshotUri,
} from './ebs/index.ts';
export type {
  EbsClientOptions,
  EbsClients,
  EbsSourcesOptions,
  InProcessRateLimitOptions,
  Patience,
  SnapshotAddress,
} from './ebs/index.ts';
export { awsError, awsFailureOf } from './aws-error.ts';
export type { AwsFailure } from './aws-error.ts';
export { createCaseLogTables, DynamoCaseLog } from './case-log/index.ts';
export type { CaseLogTables } from './case-log/index.ts';
export { awsIdentity, clientSettings, MemberSessions } from './clients.ts';
export type {
  AwsConfig,
  AwsCredentials,
  AwsIdentity,
  ClientSettings,
  MemberAccess,
  MemberOptions,
  Session,
} from './clients.ts';
