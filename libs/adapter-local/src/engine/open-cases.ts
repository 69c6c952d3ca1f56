import type { CaseLog, CaseSummary } from '@afo/ports';

const PAGE = 500;

/** All open cases, page by page, from new to old. */
export async function* openCases(log: CaseLog): AsyncIterable<CaseSummary> {
  let page = await log.list({ status: 'open', limit: PAGE });
  while (page.length > 0) {
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    page = await log.list({ status: 'open', limit: PAGE, after: last.id });
  }
}
