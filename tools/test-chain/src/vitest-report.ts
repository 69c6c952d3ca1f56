import { z } from 'zod';

import { nothing, type Tally } from './tally.ts';

/** The part of vitest's JSON report that counts. Files that could not even be loaded have no assertions. */
const reportSchema = z.object({
  numPassedTests: z.int().nonnegative(),
  numFailedTests: z.int().nonnegative(),
  numPendingTests: z.int().nonnegative(),
  numTodoTests: z.int().nonnegative(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

/**
 * Counts the tests of one project.
 *
 * @param report the text of vitest's JSON report, or undefined when the project left none
 * @param succeeded whether the test run itself ended well
 *
 * A run that failed counts at least one failure, whatever its report says, and so does a run without a single test:
 * neither may look like success.
 */
export function countTests(report: string | undefined, succeeded: boolean): Tally {
  const counted = report === undefined ? nothing : countReport(report);
  const sound = succeeded && counted.passed > 0;
  return sound || counted.failed > 0 ? counted : { ...counted, failed: 1 };
}

function countReport(text: string): Tally {
  const report = reportSchema.parse(JSON.parse(text));
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
