import type { CaseId } from '@afo/domain';
import { isAfoError } from '@afo/domain';
import { stallOf } from '@afo/pipeline';
import type { Stall } from '@afo/pipeline';
import type { Ports } from '@afo/ports';

const WORDS: Readonly<Record<Stall, string>> = {
  succeeded: 'ended, though work is left',
  failed: 'failed',
  'timed-out': 'ran out of time',
  aborted: 'was aborted',
  missing: 'was not started, or is forgotten',
};

const GO_ON =
  'nothing goes on by itself; `afo case close --force` and `afo case reopen` take it up again';

/**
 * What a person must know of a case where a cloud runs its workflow: that it was ended, or that this could not be found
 * out; undefined where it runs, or where nothing is left to run.
 */
export async function concernOf(
  ports: Pick<Ports, 'log' | 'starter'>,
  caseId: CaseId,
): Promise<string | undefined> {
  try {
    const stall = await stallOf(ports, caseId);
    return stall === undefined ? undefined : `its workflow ${WORDS[stall]}: ${GO_ON}`;
  } catch (error) {
    if (!isAfoError(error)) throw error;
    return `not known whether its workflow runs: ${error.message} (${error.code})`;
  }
}

/** The cases of these that a person must look after, each with the reason. */
export async function concerns(
  ports: Pick<Ports, 'log' | 'starter'>,
  cases: readonly { readonly id: CaseId }[],
): Promise<readonly { readonly case: CaseId; readonly reason: string }[]> {
  const found: { case: CaseId; reason: string }[] = [];
  // One after the other: a look costs a call of a service that allows few a second.
  for (const { id } of cases) {
    const reason = await concernOf(ports, id);
    if (reason !== undefined) found.push({ case: id, reason });
  }
  return found;
}
