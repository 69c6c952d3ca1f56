import type { HostChange, HostState } from '@afo/ports';
import { PortError } from '@afo/ports';
import { alsoWearing } from '../facts/role-wearers.ts';
import { instanceProfile } from '../settings/instance-profile.ts';
import { sessionRevocation } from '../settings/session-revocation.ts';
import type { HostContext } from '../settings/setting.ts';
import type { LoggedChange } from './logged-change.ts';
import { makeChange } from './make-change.ts';
import type { ContainOptions } from './options.ts';
import { replacementArn } from './replacement-profile.ts';

const step = 'contain';

/**
 * The profile off or replaced, and then the sessions denied that its role had given before. The log knows the profile
 * once the host does not wear it any more; a host that never wore one has only itself to lose (F-21).
 */
export async function roleChanges(
  context: HostContext,
  options: Pick<ContainOptions, 'replacementProfile'>,
  logged: readonly LoggedChange[],
): Promise<readonly HostChange[]> {
  const replacement = replacementArn(context.subject, options) ?? null;
  const setting = instanceProfile(context);
  const resource = context.subject.id;
  const removal = makeChange(context, {
    step,
    setting,
    resource,
    wanted: { profile: replacement },
  });
  const now = await profileNow(removal);
  const own = logged.find(({ change }) => change === removal.id)?.before['profile'] ?? now;
  if (typeof own !== 'string' || own === replacement) return [removal];
  const isWorn = now === own;
  const revocation = sessionRevocation(
    context,
    isWorn || isOlder(logged, removal.id, own) ? context.now() : 0,
  );
  return [
    removal,
    makeChange(context, {
      step,
      setting: revocation,
      resource: own,
      wanted: { revoked: true },
      alsoHits: await alsoWearing(context, own),
    }),
  ];
}

/** Unknown where EC2 does not say; the removal then fails when it is carried out, and says why. */
async function profileNow(removal: HostChange): Promise<HostState[string] | undefined> {
  try {
    return (await removal.read())['profile'];
  } catch (error) {
    if (error instanceof PortError) return undefined;
    throw error;
  }
}

/** Whether the log has the sessions revoked before the profile was off, or not at all: the host could get new ones. */
function isOlder(logged: readonly LoggedChange[], removal: string, profile: string): boolean {
  const done = (change: string) =>
    logged.findLastIndex((entry) => entry.change === change && entry.phase === 'done');
  return done(`${step}/role.session-revocation/${profile}`) < done(removal);
}
