import type { Entry, ReportItem, ReportRun, Statement } from '@afo/domain';
import { isOriginal } from './evidence-gaps.ts';
import { quote, some, state as statement, toEntry, toItem, toRun } from './references.ts';

/** What is wrong with the analysis: runs that failed or left something out, and evidence that no tool looked at. */
export const analysisGaps = (
  runs: readonly ReportRun[],
  items: readonly ReportItem[],
  entries: readonly Entry[],
): Statement[] => [...runs.flatMap(runGaps), ...notAnalysed(runs, items, entries)];

function runGaps(run: ReportRun): Statement[] {
  const references = [toRun(run.run), toEntry(run.entry)];
  const name = `${run.tool.name} ${run.tool.version}`;
  const outcome =
    run.outcome === 'complete'
      ? []
      : [
          statement(
            'missing',
            [
              run.outcome === 'failed'
                ? `Tool run ${run.run} (${name}) failed and gave nothing to rely on.`
                : `Tool run ${run.run} (${name}) is partial.`,
            ],
            references,
          ),
        ];
  const changed = run.inputs
    .filter(({ sha256Before, sha256After }) => sha256Before !== sha256After)
    .map(({ item }) =>
      statement(
        'doubt',
        [`The working copy of ${item} changed during tool run ${run.run} (${name}).`],
        [...references, toItem(item)],
      ),
    );
  const limits = run.limits.map((limit) =>
    statement('plain', [`Limit of tool run ${run.run} (${name}): `, quote(limit)], references),
  );
  return [...changed, ...outcome, ...limits];
}

function notAnalysed(
  runs: readonly ReportRun[],
  items: readonly ReportItem[],
  entries: readonly Entry[],
): Statement[] {
  const sealed = items.filter((item) => isOriginal(item) && item.status === 'sealed');
  const analysed = new Set(
    runs
      .filter(({ outcome }) => outcome !== 'failed')
      .flatMap(({ inputs }) => inputs.map(({ item }) => item)),
  );
  const left = sealed.filter(({ item }) => !analysed.has(item));
  if (left.length === 0) return [];
  return [
    statement(
      'missing',
      [`No tool gave a result on ${left.map(({ item }) => item).join(', ')}.`],
      [toEntry(entries.length - 1), ...some(left.map(({ item }) => toItem(item)))],
    ),
  ];
}
