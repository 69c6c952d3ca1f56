export { startEmulator } from './start-emulator.ts';
export type { Emulator } from './start-emulator.ts';
