export { DOCUMENTED_QUOTAS, ebsLabProgram, startEbsLab } from './ebs/index.ts';
export type {
  EbsCall,
  EbsFaultKind,
  EbsFaultRule,
  EbsLab,
  EbsLabOptions,
  EbsQuotas,
  LabKey,
  LabSnapshot,
} from './ebs/index.ts';
export { startEmulator, startMoto } from './emulators/index.ts';
export type { Emulator } from './emulators/index.ts';
