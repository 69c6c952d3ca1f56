export { MemoryBundleSinks } from './memory-bundle-sinks.ts';
export { MemoryCaseLog } from './memory-case-log.ts';
export { memoryCodec } from './memory-codec.ts';
export { memoryPorts, memorySigner, TestClock } from './memory-ports.ts';
export type { MemoryOptions, MemoryPorts } from './memory-ports.ts';
export { MemoryRejectedEvents } from './memory-rejected.ts';
export { MemoryVault } from './memory-vault.ts';
export { MemoryJobs, MemoryQueue, MemoryWorker } from './memory-queue.ts';
