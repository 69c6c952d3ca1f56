import { setTimeout as sleep } from 'node:timers/promises';
import { epochOf } from '@afo/domain';
import type { Clock, DiskHandover, HostControl } from '@afo/ports';
import type { AwsSettings } from './aws-settings.ts';
import type { AwsIdentity } from './clients.ts';
import { CallsInPlaces } from './calls-in-places.ts';
import { hostControlByKind } from './host-control-by-kind.ts';
import { openEc2HostControl } from './host/ec2-host-control.ts';
import type { HostCalls } from './host/host-calls.ts';
import { openHostCalls } from './host/sdk-host-calls.ts';
import type { AwsPatience } from './aws-patience.ts';
import type { Errand, MemberAccounts } from './member-accounts.ts';
import { openPrincipalControl } from './principal/principal-control.ts';
import { EbsHandover, snapshotChanges } from './snapshots/index.ts';
import type { Place } from './snapshots/index.ts';

export interface HostAndSnapshotsOptions {
  readonly settings: AwsSettings;
  readonly identity: AwsIdentity;
  readonly accounts: MemberAccounts;
  readonly clock: Clock;
  readonly patience?: AwsPatience;
}

export interface HostAndSnapshots {
  readonly host: HostControl;
  readonly handover: DiskHandover;
  close(): void;
}

/** Control of hosts in member accounts, and the way of their disks into this one. */
export function hostAndSnapshots(options: HostAndSnapshotsOptions): HostAndSnapshots {
  const { settings, identity, accounts, patience = {} } = options;
  const calls = new CallsInPlaces(({ place, errand }: Way) =>
    openHostCalls(accounts.enter(place.account, place.region, errand)),
  );
  const to: Entering = (place, errand) => calls.to({ place: placeOf(place), errand });
  const { aws, handover } = settings;
  return {
    host: hostControl(options, to),
    handover: new EbsHandover({
      forensic: {
        account: identity.account,
        region: aws.region,
        ...(handover.forensicKey === undefined ? {} : { kmsKey: handover.forensicKey }),
      },
      callsOf: (place, id) => to(place, { case: id, step: 'acquire-disk' }),
      sharedKey: ({ account, region }) =>
        handover.sharedKeys.get(`${account}/${region}`) ?? handover.sharedKeys.get(account),
      recrypt: handover.recrypt,
      copy: handover.copy,
      removeSet: handover.removeSet,
      ...(handover.completionMinutes === undefined
        ? {}
        : { completionMinutes: handover.completionMinutes }),
      ...(handover.lock === undefined ? {} : { lock: handover.lock }),
      ...(patience.handover === undefined ? {} : { patience: patience.handover }),
    }),
    close() {
      calls.close();
    },
  };
}

type Entering = (place: Place, errand: Errand) => HostCalls;

function hostControl(
  { settings, identity, clock, patience = {} }: HostAndSnapshotsOptions,
  to: Entering,
): HostControl {
  const { aws, proof, contain, containRole, member } = settings;
  const now = () => epochOf(clock.now());
  const pause = patience.pause ?? ((milliseconds: number) => sleep(milliseconds));
  return hostControlByKind({
    principals: openPrincipalControl({
      // IAM is global: whichever region is asked answers for the account.
      callsFor: ({ account }, { case: id = 'not-yet', step }) =>
        to({ account, region: aws.region }, { case: id, step }),
      own: { account: identity.account, memberRole: member.role },
      role: containRole,
      now,
      sleep: pause,
    }),
    hosts: openEc2HostControl({
      callsFor: (subject, { case: id = 'not-yet', step }) => to(subject, { case: id, step }),
      snapshots: ({ calls, subject, order }) =>
        snapshotChanges({
          calls,
          at: placeOf(subject),
          case: order.case,
          instance: subject.id,
          begun: new Set(order.changed?.map(({ change }) => change)),
        }),
      contain,
      means: proof,
      now,
      sleep: pause,
      ...(patience.proofMs === undefined ? {} : { proofMs: patience.proofMs }),
    }),
  });
}

/** Where to, and for what. */
interface Way {
  readonly place: Place;
  readonly errand: Errand;
}

const placeOf = ({ account, region }: Place): Place => ({ account, region });
