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
