import { setTimeout as sleep } from 'node:timers/promises';
import { epochOf } from '@afo/domain';
import type { Clock, DiskHandover, HostControl } from '@afo/ports';
import type { AwsSettings } from './aws-settings.ts';
import type { AwsIdentity } from './clients.ts';
import { openEc2HostControl } from './host/ec2-host-control.ts';
import type { HostCalls } from './host/host-calls.ts';
import { openHostCalls } from './host/sdk-host-calls.ts';
import type { AwsPatience } from './aws-patience.ts';
import type { Errand, MemberAccounts } from './member-accounts.ts';
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
  const { settings, identity, accounts, clock, patience = {} } = options;
  const calls = new CallsInPlaces(accounts);
  const { aws, handover, proof, contain } = settings;
  return {
    host: openEc2HostControl({
      callsFor: (subject, { case: id = 'not-yet', step }) => calls.to(subject, { case: id, step }),
      snapshots: ({ calls: at, subject, order }) =>
        snapshotChanges({
          calls: at,
          at: placeOf(subject),
          case: order.case,
          instance: subject.id,
        }),
      contain,
      means: proof,
      now: () => epochOf(clock.now()),
      sleep: patience.pause ?? ((milliseconds) => sleep(milliseconds)),
      ...(patience.proofMs === undefined ? {} : { proofMs: patience.proofMs }),
    }),
    handover: new EbsHandover({
      forensic: {
        account: identity.account,
        region: aws.region,
        ...(handover.forensicKey === undefined ? {} : { kmsKey: handover.forensicKey }),
      },
      callsOf: (place, id) => calls.to(place, { case: id, step: 'acquire-disk' }),
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

const placeOf = ({ account, region }: Place): Place => ({ account, region });

/** Calls that are open, one for each place and errand. */
class CallsInPlaces {
  readonly #accounts: MemberAccounts;
  readonly #open = new Map<string, ReturnType<typeof openHostCalls>>();

  constructor(accounts: MemberAccounts) {
    this.#accounts = accounts;
  }

  to({ account, region }: Place, errand: Errand): HostCalls {
    const key = JSON.stringify([account, region, errand.case, errand.step]);
    const open =
      this.#open.get(key) ?? openHostCalls(this.#accounts.enter(account, region, errand));
    this.#open.set(key, open);
    return open;
  }

  close(): void {
    for (const calls of this.#open.values()) calls.close();
  }
}
