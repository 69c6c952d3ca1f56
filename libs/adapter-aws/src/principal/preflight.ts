import type { PrincipalSubject, Technique } from '@afo/domain';
import type { HostCalls } from '../host/host-calls.ts';
import { impossible, possible } from '../host/preflight/verdict.ts';
import type { RoleContainment } from './contain-principal.ts';
import { whyProtected } from './protected-principal.ts';
import type { OwnGround } from './protected-principal.ts';
import { readPrincipal, wordsFor } from './read-principal.ts';

/**
 * What can be done to a principal, with the reason (TRI-4). It only reads.
 * @throws PortError `aws.*` where the principal itself cannot be read: that is no verdict
 */
export async function principalTechniques(
  calls: HostCalls,
  {
    subject,
    own,
    role,
  }: {
    readonly subject: PrincipalSubject;
    readonly own: OwnGround;
    readonly role: RoleContainment;
  },
): Promise<readonly Technique[]> {
  const { arn } = await readPrincipal(calls, subject);
  const who = wordsFor(subject);
  const reason = whyProtected(subject, own, arn);
  return [
    impossible('preserve', `${who} is a principal of IAM: nothing of it stops or is recycled`),
    impossible('snapshot', `${who} is a principal of IAM and has no disks`),
    ...(reason === undefined
      ? [
          possible('contain', HOW[subject.kind === 'iam-user' ? 'user' : role]),
          possible('prove', "IAM's own simulator can be asked, after what was set is read back"),
        ]
      : [
          impossible('contain', reason),
          impossible('prove', `there is nothing to prove of ${who}: ${reason}`),
        ]),
  ];
}

const HOW = {
  user: 'everything is denied to it by a policy of the case, and each of its keys made inactive; a console password stays, without use',
  sessions:
    'sessions that were issued before are denied everything; new ones can be taken by whoever may take the role',
  everything: 'everything is denied to whoever wears it, by a policy of the case',
} as const;
