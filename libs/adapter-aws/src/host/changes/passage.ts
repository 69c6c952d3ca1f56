import type { HostChange } from '@afo/ports';
import { groupName } from '../settings/case-group.ts';
import { openRules } from '../settings/rules.ts';
import { groupResource, securityGroup } from '../settings/security-group.ts';
import type { HostContext } from '../settings/setting.ts';
import { makeChange } from './make-change.ts';
import { throughOpenGroup } from './through-open-group.ts';

const step = 'contain';

export interface Passage {
  readonly vpc: string;
  /** Whether connections by IPv6 can stand. */
  readonly hasIpv6: boolean;
  /** The change that has the quarantine group closed. */
  readonly quarantine: HostChange;
  /** The changes that put the interfaces into it. */
  readonly moved: readonly HostChange[];
  /** The ways out of what an attempt before has left open. */
  readonly back: readonly HostChange[];
}

/**
 * Cuts the connections of interfaces that are in quarantine already (F-24). EC2 goes on with a connection that it
 * tracks whatever the new groups say; it does not track one while groups allow everything in both directions. So each
 * interface passes through a group that does, and back: then nothing is tracked, and the closed group cuts everything.
 *
 * An interface that could not be quarantined does not pass, nor does one while another may still be open.
 */
export function passage(
  context: HostContext,
  { vpc, hasIpv6, quarantine, moved, back }: Passage,
): readonly HostChange[] {
  const name = groupName(context, 'conversion');
  const setting = securityGroup(context);
  const resource = groupResource(vpc, name);
  const group = { step, setting, resource };
  const rules = openRules(hasIpv6);
  const open = { exists: true, inbound: rules, outbound: rules };
  const made = makeChange(context, { ...group, as: 'passage.make', wanted: { exists: true } });
  const ready = makeChange(context, {
    ...group,
    as: 'passage.ready',
    wanted: { exists: true, inbound: [], outbound: [] },
    needs: [made],
  });
  const opened = (['inbound', 'outbound'] as const).map((direction) =>
    makeChange(context, {
      ...group,
      as: `passage.open-${direction}`,
      wanted: { [direction]: rules },
      needs: [ready],
      once: true,
    }),
  );
  const through: HostChange[] = [];
  for (const quarantined of moved) {
    // The group is not opened again while another interface may wear it.
    const others = [...back, ...through.filter(({ endsAccess }) => endsAccess === true)];
    through.push(
      ...throughOpenGroup(context, {
        interface: quarantined.resource,
        ...{ name, openGroup: resource, open, quarantined: quarantined.wanted },
        entering: [quarantined, ...opened, ...others],
        leaving: [quarantine],
      }),
    );
  }
  const closed = (['inbound', 'outbound'] as const).map((direction) =>
    makeChange(context, {
      ...group,
      as: `passage.close-${direction}`,
      wanted: { [direction]: [] },
    }),
  );
  return [made, ready, ...opened, ...through, ...closed];
}
