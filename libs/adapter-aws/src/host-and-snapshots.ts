import type { Clock, DiskHandover, HostControl } from '@afo/ports';
import { PortError } from '@afo/ports';
import type { AwsSettings } from './aws-settings.ts';
import type { AwsIdentity } from './clients.ts';
import type { MemberAccounts } from './member-accounts.ts';

export interface HostAndSnapshotsOptions {
  readonly settings: AwsSettings;
  readonly identity: AwsIdentity;
  readonly accounts: MemberAccounts;
  readonly clock: Clock;
}

export function hostAndSnapshots(_options: HostAndSnapshotsOptions): {
  readonly host: HostControl;
  readonly handover: DiskHandover;
  close(): void;
} {
  throw new PortError('host.unavailable', 'not here yet');
}
