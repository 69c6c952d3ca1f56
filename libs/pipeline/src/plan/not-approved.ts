import type { CaseState } from '@afo/domain';

/** True when work began as an emergency, and people said no or nothing. */
export const isNotApproved = (state: Pick<CaseState, 'requests'>): boolean =>
  endedUnapproved(state) !== undefined;

/** What people are told of it. Nothing is undone by itself: that takes an order. */
export function notApproved(state: Pick<CaseState, 'requests' | 'id'>): string {
  const request = endedUnapproved(state);
  const how =
    request?.status === 'refused'
      ? `was refused: ${request.reasonOfEnd ?? ''}`
      : `expired unanswered at ${request?.deadline ?? ''}`;
  return `NOT APPROVED: case ${state.id} began as an emergency, and its approval ${how}. No further step begins. What was changed of the host stays so until afo release ${state.id}; what was acquired stays under retention.`;
}

const endedUnapproved = ({ requests }: Pick<CaseState, 'requests'>) =>
  [...requests.values()].findLast(
    ({ emergency, status }) => emergency && (status === 'refused' || status === 'expired'),
  );
