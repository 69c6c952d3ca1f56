import type { InstanceSubject } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { HostChange, HostOrder, LoggedSetting } from '@afo/ports';
import { begunBefore } from './changes/carry-on.ts';
import { containChanges } from './changes/contain.ts';
import { makeChange } from './changes/make-change.ts';
import { strictContainment } from './changes/options.ts';
import type { ContainOptions } from './changes/options.ts';
import { preserveChanges } from './changes/preserve.ts';
import type { HostCalls } from './host-calls.ts';
import { allSettings } from './settings/all-settings.ts';
import type { HostContext } from './settings/setting.ts';

export interface Ec2ChangesOptions {
  /** Calls in the account and region of a subject. */
  readonly callsFor: (subject: InstanceSubject) => HostCalls;
  readonly contain?: ContainOptions;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** The changes of HostControl for EC2 instances; the snapshots are another's work. */
export interface Ec2Changes {
  readonly changes: (
    step: 'preserve' | 'contain',
    order: HostOrder,
  ) => Promise<readonly HostChange[]>;
  readonly restorations: (
    settings: readonly LoggedSetting[],
    order: HostOrder,
  ) => Promise<readonly HostChange[]>;
}

export function ec2Changes(options: Ec2ChangesOptions): Ec2Changes {
  return {
    changes: async (step, order) => {
      const context = contextOf(options, order);
      const logged = order.changed ?? [];
      const planned =
        step === 'preserve'
          ? await preserveChanges(context)
          : await containChanges(context, options.contain ?? strictContainment, logged);
      const begun = begunBefore(context, allSettings(context), { step, planned, logged });
      return [...planned, ...begun];
    },
    restorations: (settings, order) =>
      new Promise((resolve) => {
        resolve(restorations(contextOf(options, order), settings));
      }),
  };
}

function contextOf({ callsFor, now, sleep }: Ec2ChangesOptions, order: HostOrder): HostContext {
  const { subject, case: id } = order;
  if (subject.kind !== 'ec2-instance')
    throw new PortError('host.unavailable', `${subject.kind} ${subject.id} is no EC2 instance`);
  return { calls: callsFor(subject), subject, case: id, now, sleep, remembered: new Map() };
}

/** A group's least size is given back once its member is in service again: before, Auto Scaling would replace it. */
const RESTORED_AFTER: ReadonlyMap<string, string> = new Map([
  ['auto-scaling.minimum', 'auto-scaling.membership'],
]);

function restorations(
  context: HostContext,
  logged: readonly LoggedSetting[],
): readonly HostChange[] {
  const settings = allSettings(context);
  const changes: HostChange[] = [];
  for (const { setting: name, resource, before } of logged) {
    const setting = settings.get(name);
    if (setting === undefined)
      throw new PortError('host.unavailable', `the log holds a setting that is unknown: ${name}`);
    const needs = changes.filter(
      (one) => one.setting === RESTORED_AFTER.get(name) && one.resource === resource,
    );
    changes.push(
      makeChange(context, { step: 'release', setting, resource, wanted: before, needs }),
    );
  }
  return changes;
}
