export { startEmulator } from './start-emulator.ts';
export type { EmulatorOptions } from './start-emulator.ts';
export { startMoto } from './start-moto.ts';
export type { Emulator } from './emulator-process.ts';
export { freePort } from './free-port.ts';
