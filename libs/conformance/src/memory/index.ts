export { MemoryCaseLog } from './memory-case-log.ts';
export { memoryPorts, memorySigner, TestClock } from './memory-ports.ts';
export type { MemoryOptions, MemoryPorts } from './memory-ports.ts';
export { MemoryVault } from './memory-vault.ts';
