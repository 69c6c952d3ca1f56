import type { HostChange } from '@afo/ports';
import { PortError } from '@afo/ports';
import type { Setting } from '../settings/setting.ts';
import type { HostContext } from '../settings/setting.ts';
import type { LoggedChange } from './logged-change.ts';
import { makeChange } from './make-change.ts';

/** Settings whose resource is not found on the host any more once they are changed. */
const LEAVES_THE_HOST = new Set([
  'address.association',
  'auto-scaling.membership',
  'auto-scaling.minimum',
  'auto-scaling.scale-in-protection',
  'load-balancer.registration',
  'role.session-revocation',
  'target-group.registration',
]);

/**
 * What an attempt before has begun and not ended, and the world does not name any more: an address that is off
 * already is not found on the host. Its intent is answered, whichever way it went.
 */
export function begunBefore(
  context: HostContext,
  settings: ReadonlyMap<string, Setting>,
  {
    step,
    planned,
    logged,
  }: {
    readonly step: string;
    readonly planned: readonly HostChange[];
    readonly logged: readonly LoggedChange[];
  },
): readonly HostChange[] {
  const named = new Set(planned.map(({ id }) => id));
  const last = new Map(logged.map((entry) => [entry.change, entry]));
  return [...last.values()]
    .filter(
      ({ change, phase }) =>
        change.startsWith(`${step}/`) && phase !== 'done' && !named.has(change),
    )
    .filter(({ setting }) => LEAVES_THE_HOST.has(setting ?? ''))
    .flatMap(({ change, setting: name, resource }) => {
      const setting = settings.get(name ?? '');
      const intent = logged.findLast(
        (entry) => entry.change === change && entry.phase === 'intended',
      );
      if (setting === undefined || intent === undefined)
        throw new PortError('host.unavailable', `the log holds a change that cannot be: ${change}`);
      const as = change.slice(step.length + 1, change.length - resource.length - 1);
      return [makeChange(context, { step, as, setting, resource, wanted: intent.after })];
    });
}
