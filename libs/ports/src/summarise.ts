import type { Entry } from '@afo/domain';
import { isEntry } from '@afo/domain';
import type { CaseSummary } from './case-log.ts';
import { PortError } from './errors.ts';

/** What a list of cases shows of a case after one more entry. @throws PortError `case-log.not-found`, `case-log.conflict` */
export function summarise(before: CaseSummary | undefined, entry: Entry): CaseSummary {
  if (isEntry(entry, 'case.opened')) {
    if (before !== undefined)
      throw new PortError('case-log.conflict', `case ${entry.case} is open already`);
    const { title, subject } = entry.body;
    const { at } = entry;
    return { id: entry.case, status: 'open', title, subject, openedAt: at, lastAt: at, size: 1 };
  }
  if (before === undefined)
    throw new PortError('case-log.not-found', `there is no case ${entry.case}`);
  return { ...before, status: statusAfter(before, entry), lastAt: entry.at, size: before.size + 1 };
}

function statusAfter(before: CaseSummary, entry: Entry): CaseSummary['status'] {
  if (entry.type === 'case.closed') return 'closed';
  return entry.type === 'case.reopened' ? 'open' : before.status;
}
