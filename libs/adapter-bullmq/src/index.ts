export { awaitBullJobQueue, openBullJobQueue } from './bull-job-queue.ts';
export type { BullJobQueueConfig } from './bull-job-queue.ts';
export type { RedisAddress } from './redis-connection.ts';
export type { Durability } from './redis-safety.ts';
export { openRedisRateLimit } from './redis-rate-limit.ts';
export type { RedisRateLimitConfig, SharedRateLimit } from './redis-rate-limit.ts';
