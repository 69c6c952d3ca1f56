import type { CaseState } from '@afo/domain';

/** By whose order a plan isolates the host, in words; undefined where nobody has ordered it (F-22). */
export function isolationOrder({
  opened,
  findings,
}: Pick<CaseState, 'opened' | 'findings'>): string | undefined {
  if (opened.isolate === true) return `ordered by whoever opened the case: ${opened.reason}`;
  const ordered = findings.find(({ isolate }) => isolate);
  return ordered === undefined
    ? undefined
    : `ordered with finding ${ordered.title}: ${ordered.reason}`;
}
