import { maybeSamePerson } from '@afo/domain';
import type { Actor } from '@afo/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identityOf } from './identity-of.ts';

const A = '111122223333';
const NAMED = new Set([`${A}/examiners`]);
const caller = (arn: string, userId = `id of ${arn}`) => identityOf({ arn, userId }, NAMED);
const session = (role: string, name: string, account = A) =>
  caller(`arn:aws-cn:sts::${account}:assumed-role/${role}/${name}`);
const SSO = 'AWSReservedSSO_Examiner_0123456789abcdef';

describe('when AWS says who acts', () => {
  it.each([
    ['a user of IAM, whatever its path', caller(`arn:aws-cn:iam::${A}:user/lab/ann`), 'ann'],
    ['a session of IAM Identity Center', session(SSO, 'ann@example.com'), 'ann@example.com'],
    ['a session whose name the deployment vouches for', session('examiners', 'ann'), 'ann'],
    ['a session whose name its caller chose', session('admin', 'ann'), undefined],
    [
      'a role of that name in another account',
      session('examiners', 'ann', '444455556666'),
      undefined,
    ],
    [
      'a role that is called nearly as one of Identity Center',
      session('AWSReservedSSO_x', 'ann'),
      undefined,
    ],
    ['root', caller(`arn:aws-cn:iam::${A}:root`), undefined],
    ['a federation token', caller(`arn:aws-cn:sts::${A}:federated-user/ann`), undefined],
    ['something that is no ARN of today', caller('arn:aws-cn'), undefined],
    ['a session without a role', caller(`arn:aws-cn:sts::${A}:assumed-role`), undefined],
  ])('knows the person behind %s', (_, identity, person) => {
    expect(identity.person).toBe(person);
    expect(identity).toMatchObject({ by: 'aws' });
  });

  it('never takes two session names of one role for two people, unless its names are enforced', () => {
    const name = fc.stringMatching(/^[\w+=,.@-]{2,64}$/);
    const as = (identity: Actor['identity']): Actor => ({
      kind: 'human',
      name: 'whoever',
      ...(identity === undefined ? {} : { identity }),
    });
    fc.assert(
      fc.property(name, name, name, (role, one, other) => {
        fc.pre(role !== 'examiners' && !role.startsWith('AWSReservedSSO_'));
        expect(maybeSamePerson(as(session(role, one)), as(session(role, other)))).toBe(true);
      }),
    );
  });
});
