export { ec2Changes } from './ec2-changes.ts';
export type { Ec2Changes, Ec2ChangesOptions } from './ec2-changes.ts';
export { openPrincipalControl } from '../principal/principal-control.ts';
export type { PrincipalControlOptions } from '../principal/principal-control.ts';
export type { RoleContainment } from '../principal/contain-principal.ts';
export { strictContainment } from './changes/options.ts';
export type { ContainOptions } from './changes/options.ts';
export type {
  CallAnswer,
  HostCalls,
  In as CallInput,
  Operation as HostOperation,
  Out as CallOutput,
} from './host-calls.ts';
export { openHostCalls } from './sdk-host-calls.ts';
export { EbsHandover, snapshotChanges, volumeUri } from '../snapshots/index.ts';
export type {
  CallsOf,
  EbsHandoverOptions,
  HandoverPatience,
  Place,
  Sleep,
  SnapshotLock,
  SnapshotSet,
  VolumeAddress,
} from '../snapshots/index.ts';
