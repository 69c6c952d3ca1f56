import type { Subject } from '@afo/domain';
import { isPrincipal } from '@afo/domain';
import type { HostControl } from '@afo/ports';

/** One HostControl for all subjects: principals of IAM go to one, everything else to the other. */
export function hostControlByKind(controls: {
  readonly hosts: HostControl;
  readonly principals: HostControl;
}): HostControl {
  const of = (subject: Subject): HostControl =>
    isPrincipal(subject) ? controls.principals : controls.hosts;
  return {
    inventory: (subject, forCase) => of(subject).inventory(subject, forCase),
    sources: (subject, forCase) => of(subject).sources(subject, forCase),
    preflight: (subject, forCase) => of(subject).preflight(subject, forCase),
    changes: (step, order) => of(order.subject).changes(step, order),
    restorations: (settings, order) => of(order.subject).restorations(settings, order),
    prove: (order) => of(order.subject).prove(order),
  };
}
