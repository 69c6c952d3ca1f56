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
export { isChanging, labFaultKinds, startGateway } from './gateway/index.ts';
export type {
  Gateway,
  GatewayOptions,
  LabCall,
  LabCredentials,
  LabFaultKind,
  LabFaultRule,
  LabRole,
  Principal,
  Servers,
  SessionWish,
  WornRole,
} from './gateway/index.ts';
export { servesSnapshotOperation, startSnapshotLab } from './snapshots/index.ts';
export type {
  Fate,
  LabInstance,
  LabKmsKey,
  LabSnapshotFacts,
  LabVolume,
  ReadableSnapshots,
  SnapshotCall,
  SnapshotFault,
  SnapshotLab,
  SnapshotLabOptions,
  SnapshotOperation,
} from './snapshots/index.ts';
export { startAwsLab } from './lab/index.ts';
export type { AwsLab, AwsLabOptions } from './lab/index.ts';
export { LabCaller, readScenario, scenarioSchema, textsIn } from './scenario/index.ts';
export type { Scenario, ScenarioInput } from './scenario/index.ts';
export {
  cloudTrailDesk,
  metricsDesk,
  securityHubDesk,
  serviceQuotasDesk,
} from './services/index.ts';
export { zipOf } from './zip.ts';
export type { LabAgent, ScriptEnd } from './services/index.ts';
