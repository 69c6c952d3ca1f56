export { awaitBullJobQueue, openBullJobQueue } from './bull-job-queue.ts';
export type { BullJobQueueConfig } from './bull-job-queue.ts';
export type { RedisAddress } from './redis-connection.ts';
export type { Durability } from './redis-safety.ts';
