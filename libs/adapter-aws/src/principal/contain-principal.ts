import type { HostChange, HostOrder } from '@afo/ports';
import { orBlind } from '../host/changes/blind-change.ts';
import { makeChange } from '../host/changes/make-change.ts';
import { alsoHitByDenial } from './also-hit.ts';
import type { PrincipalContext } from './principal-context.ts';
import type { ReadPrincipal } from './read-principal.ts';
import { accessKeysOf, accessKeyStatus } from './settings/access-key.ts';
import { denied } from './settings/denied.ts';
import { sessionsRevoked } from './settings/sessions-revoked.ts';

const step = 'contain';

/** How a role is contained: its older sessions denied, or everything to everybody who wears it. */
export type RoleContainment = 'sessions' | 'everything';

/**
 * What contains a principal (CON-7). A user: everything denied, which holds for the console and for sessions too, and
 * each of its keys made inactive. A role: what `role` says. A console password is left as it is: one that was deleted
 * could not be given back.
 */
export async function containPrincipal(
  context: PrincipalContext,
  principal: ReadPrincipal,
  {
    role,
    logged,
  }: { readonly role: RoleContainment; readonly logged: NonNullable<HostOrder['changed']> },
): Promise<readonly HostChange[]> {
  const { subject } = context;
  const alsoHits = await alsoHitByDenial(context, principal);
  if (subject.kind === 'iam-role' && role === 'sessions')
    return [
      makeChange(context, {
        step,
        setting: sessionsRevoked(context),
        resource: subject.id,
        wanted: { revoked: true },
        alsoHits,
      }),
    ];
  const denial = makeChange(context, {
    step,
    setting: denied(context),
    resource: subject.id,
    wanted: { denied: true },
    alsoHits,
  });
  return subject.kind === 'iam-role' ? [denial] : [denial, ...(await keys(context, logged))];
}

const unseenKeys = {
  step,
  setting: 'access-key.status',
  call: 'iam:UpdateAccessKey',
} as const;

/** Each key that is not inactive, and each that an attempt before has begun with: its intent is answered. */
const keys = (context: PrincipalContext, logged: NonNullable<HostOrder['changed']>) =>
  orBlind(context, unseenKeys, async () => {
    const setting = accessKeyStatus(context);
    const begun = new Set(
      logged.filter((entry) => entry.setting === setting.name).map(({ resource }) => resource),
    );
    return (await accessKeysOf(context.calls, context.subject.id))
      .filter(({ id, status }) => status !== 'Inactive' || begun.has(id))
      .map(({ id: resource }) =>
        makeChange(context, {
          step,
          setting,
          resource,
          wanted: { status: 'Inactive' },
          alsoHits: [`whatever signs its calls with key ${resource}`],
        }),
      );
  });
