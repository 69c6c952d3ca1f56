import type { Readiness } from '@afo/ports';
import { awsError } from '../aws-error.ts';
import { missing, notChecked } from './check.ts';
import type { Check, Look } from './check.ts';

export type CheckedPlace = Pick<Readiness, 'account' | 'region'>;

/** Looks at everything in a place. What cannot be looked at never hides what can. */
export const examine = (
  place: CheckedPlace,
  checks: readonly Check[],
): Promise<readonly Readiness[]> =>
  Promise.all(
    checks.map(async ({ advice, look, what }) => {
      const found = await lookAt(what, look);
      return { ...place, what, ...found, ...(found.state === 'missing' ? { advice } : {}) };
    }),
  );

/** The same list where nobody can look, with the reason for it. */
export const unseen = (
  place: CheckedPlace,
  checks: readonly Check[],
  why: string,
): readonly Readiness[] => checks.map(({ what }) => ({ ...place, what, ...notChecked(why) }));

async function lookAt(what: string, look: Check['look']): Promise<Look> {
  try {
    return await look();
  } catch (error) {
    // A fault of the program is not one of the deployment.
    if (error instanceof TypeError) throw error;
    const { code, message } = awsError(error, `looking at ${what}`);
    return code === 'aws.not-found' ? missing('not there') : notChecked(`${message}: ${code}`);
  }
}
