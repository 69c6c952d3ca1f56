export { startSnapshotLab } from './snapshot-lab.ts';
export type { LabSnapshotFacts, SnapshotLab } from './snapshot-lab.ts';
export { servesSnapshotOperation } from './types.ts';
export type {
  Fate,
  LabInstance,
  LabKmsKey,
  LabVolume,
  ReadableSnapshots,
  SnapshotCall,
  SnapshotFault,
  SnapshotLabOptions,
  SnapshotOperation,
} from './types.ts';
