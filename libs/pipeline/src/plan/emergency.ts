import type { Authorisation, CaseState, EntryDraft, Instant } from '@afo/domain';
import { authorisationId, epochOf, instantOf } from '@afo/domain';

/** What lets work begin before its approval: entries that say so, and until when the answer is owed. */
export interface Emergency {
  readonly drafts: readonly EntryDraft[];
  readonly deadline: Instant;
  readonly reason: string;
}

/** The emergency in which a case may begin: that of the person who opened it, or of the rule by which it is planned. */
export function emergencyOf(state: CaseState, now: Instant): Emergency | undefined {
  const begun = begunAsEmergency(state);
  if (begun?.until !== undefined) {
    if (epochOf(begun.until) <= epochOf(now)) return undefined;
    const reason = `emergency ${begun.authorisation}: ${begun.reason}`;
    return { drafts: [], deadline: begun.until, reason };
  }
  return state.plan?.approval.emergency === true ? emergencyByRule(state, now) : undefined;
}

/** The authorisation under which work began before its approval. */
export const begunAsEmergency = ({
  authorisations,
}: Pick<CaseState, 'authorisations'>): Authorisation | undefined =>
  authorisations.findLast(({ kind }) => kind === 'emergency');

function emergencyByRule({ plan, next }: CaseState, now: Instant): Emergency | undefined {
  if (plan === undefined) return undefined;
  const { playbook, approval } = plan;
  const deadline = instantOf(epochOf(now) + approval.validForSeconds * 1000);
  const authorisation = authorisationId(next.authorisation);
  const reason = `emergency ${authorisation}: ${approval.reason}`.slice(0, 4000);
  const granted: EntryDraft = {
    type: 'authorisation.granted',
    body: {
      authorisation,
      kind: 'emergency',
      approvers: [
        {
          kind: 'service',
          name: `playbook ${playbook.name}`.slice(0, 256),
          version: playbook.sha256,
        },
      ],
      reason: approval.reason,
      scope: 'case',
      from: now,
      until: deadline,
    },
  };
  return { drafts: [granted], deadline, reason };
}
