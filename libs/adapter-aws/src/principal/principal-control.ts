import type { PrincipalSubject, Technique } from '@afo/domain';
import { isPrincipal } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { HostChange, HostControl, HostOrder, LoggedSetting } from '@afo/ports';
import { makeChange } from '../host/changes/make-change.ts';
import { lookingFor } from '../host/ec2-host-control.ts';
import type { HostErrand } from '../host/ec2-host-control.ts';
import type { HostCalls } from '../host/host-calls.ts';
import { containPrincipal } from './contain-principal.ts';
import type { RoleContainment } from './contain-principal.ts';
import { principalInventory } from './inventory.ts';
import { principalTechniques } from './preflight.ts';
import type { PrincipalContext } from './principal-context.ts';
import { mustNotBeProtected } from './protected-principal.ts';
import type { OwnGround } from './protected-principal.ts';
import { provePrincipal } from './prove-principal.ts';
import { readPrincipal } from './read-principal.ts';
import { accessKeyStatus } from './settings/access-key.ts';
import { denied } from './settings/denied.ts';
import { sessionsRevoked } from './settings/sessions-revoked.ts';

export interface PrincipalControlOptions {
  /** Calls in the account of a subject. Whoever opens them closes them. */
  readonly callsFor: (subject: PrincipalSubject, errand: HostErrand) => HostCalls;
  readonly own: OwnGround;
  readonly role: RoleContainment;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/**
 * HostControl of users and roles of IAM (CON-7). They have nothing to preserve and no disks; what can be done is to
 * deny them, to look whether they are denied, and to take the denial back.
 */
export function openPrincipalControl(options: PrincipalControlOptions): HostControl {
  const { callsFor, own, role } = options;
  return {
    inventory: async (named, forCase) => {
      const subject = mustBePrincipal(named);
      return await principalInventory(callsFor(subject, lookingFor(forCase)), subject);
    },
    sources: () => Promise.resolve([]),
    preflight: async (named, forCase): Promise<readonly Technique[]> => {
      const subject = mustBePrincipal(named);
      return await principalTechniques(callsFor(subject, lookingFor(forCase)), {
        subject,
        own,
        role,
      });
    },
    changes: async (step, order) => {
      if (step !== 'contain')
        throw new PortError('host.unavailable', `a principal of IAM knows no ${step}`);
      const context = contextOf(options, order, 'contain');
      mustNotBeProtected(context.subject, own);
      const principal = await readPrincipal(context.calls, context.subject);
      mustNotBeProtected(context.subject, own, principal.arn);
      return await containPrincipal(context, principal, { role, logged: order.changed ?? [] });
    },
    restorations: (settings, order) =>
      new Promise((resolve) => {
        resolve(restorations(contextOf(options, order, 'release'), settings));
      }),
    prove: async (order) => {
      const context = contextOf(options, order, 'prove');
      const principal = await readPrincipal(context.calls, context.subject);
      return await provePrincipal(context, principal, role);
    },
  };
}

function contextOf(
  { callsFor, now, sleep }: PrincipalControlOptions,
  { case: id, subject: named }: HostOrder,
  step: HostErrand['step'],
): PrincipalContext {
  const subject = mustBePrincipal(named);
  return { calls: callsFor(subject, { step, case: id }), subject, case: id, now, sleep };
}

function mustBePrincipal(subject: HostOrder['subject']): PrincipalSubject {
  if (isPrincipal(subject)) return subject;
  throw new PortError('host.unavailable', `${subject.id} is no user or role of IAM`);
}

function restorations(
  context: PrincipalContext,
  logged: readonly LoggedSetting[],
): readonly HostChange[] {
  const all = [accessKeyStatus(context), denied(context), sessionsRevoked(context)];
  return logged.map(({ setting: name, resource, before: wanted }) => {
    const setting = all.find((one) => one.name === name);
    if (setting === undefined)
      throw new PortError('host.unavailable', `the log holds a setting that is unknown: ${name}`);
    return makeChange(context, { step: 'release', setting, resource, wanted });
  });
}
