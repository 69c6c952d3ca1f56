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
export { ebsSourceUri } from './ebs-source-uri.ts';
export { awsError, awsFailureOf } from './aws-error.ts';
export type { AwsFailure } from './aws-error.ts';
export { createCaseLogTables, DynamoCaseLog } from './case-log/index.ts';
export type { CaseLogTables } from './case-log/index.ts';
export { awsIdentity, clientSettings } from './clients.ts';
export type { AwsConfig, AwsCredentials, AwsIdentity, ClientSettings } from './clients.ts';
export { MemberSessions } from './member-sessions.ts';
export type { MemberAccess, MemberOptions, Session } from './member-sessions.ts';
export { snsNotifier } from './notifier/sns-notifier.ts';
export type { SnsNotifierConfig } from './notifier/sns-notifier.ts';
export { RejectedBucket } from './rejected/rejected-bucket.ts';
export type { RejectedBucketConfig } from './rejected/rejected-bucket.ts';
export { openKmsSigner } from './signer/kms-signer.ts';
export type { KmsSignerConfig } from './signer/kms-signer.ts';
export { trailTagSetters } from './tag-setters/trail-tag-setters.ts';
export type { TrailTagSettersConfig } from './tag-setters/trail-tag-setters.ts';
export { StepFunctionsTokens } from './task-tokens/step-functions-tokens.ts';
export type { StepFunctionsTokensConfig } from './task-tokens/step-functions-tokens.ts';
export { securityHubFindings } from './write-back/security-hub-findings.ts';
export type { SecurityHubFindingsConfig } from './write-back/security-hub-findings.ts';
export { createVaultBucket, S3Vault } from './vault/index.ts';
export type { S3VaultOptions } from './vault/index.ts';
export { openAwsStores } from './aws-stores.ts';
export type { AwsStoreNames, AwsStores, AwsStoresConfig } from './aws-stores.ts';
export type { AwsPatience } from './aws-patience.ts';
export { awsSettings } from './aws-settings.ts';
export type { AwsSettings } from './aws-settings.ts';
export { awsStack } from './aws-stack.ts';
export type { AwsStack, AwsStackOptions } from './aws-stack.ts';
export { awsQueueSettings } from './queue-settings.ts';
export type { AwsQueueSettings } from './queue-settings.ts';
export { StepFunctionsStarter } from './step-functions-starter.ts';
export type { StepFunctionsStarterConfig } from './step-functions-starter.ts';
