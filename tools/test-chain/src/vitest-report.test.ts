import { describe, expect, it } from 'vitest';

import { countTests } from './vitest-report.ts';

const report = (changes: object = {}): string =>
  JSON.stringify({
    numPassedTests: 5,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [{ status: 'passed', assertionResults: [{}, {}, {}, {}, {}] }],
    ...changes,
  });

describe('counting the tests of a project', () => {
  it('counts what passed', () => {
    expect(countTests(report(), true)).toEqual({ passed: 5, failed: 0, skipped: 0 });
  });

  it('counts skipped and planned tests as skipped, never as passed', () => {
    expect(countTests(report({ numPendingTests: 2, numTodoTests: 1 }), true)).toEqual({
      passed: 5,
      failed: 0,
      skipped: 3,
    });
  });

  it('fails a project that left no report', () => {
    expect(countTests(undefined, true).failed).toBe(1);
  });

  it('fails a project in which no test ran', () => {
    expect(countTests(report({ numPassedTests: 0, testResults: [] }), true).failed).toBe(1);
  });

  it('fails a project of which every test was skipped', () => {
    const skipped = report({ numPassedTests: 0, numPendingTests: 5 });

    expect(countTests(skipped, true)).toEqual({ passed: 0, failed: 1, skipped: 5 });
  });

  it('counts a file that could not be loaded as a failure', () => {
    const unloaded = report({ testResults: [{ status: 'failed', assertionResults: [] }] });

    expect(countTests(unloaded, false)).toEqual({ passed: 5, failed: 1, skipped: 0 });
  });

  it('counts a failed run whose tests all passed as a failure', () => {
    expect(countTests(report(), false)).toEqual({ passed: 5, failed: 1, skipped: 0 });
  });

  it('does not count one failure twice', () => {
    expect(countTests(report({ numFailedTests: 2 }), false).failed).toBe(2);
  });

  it('refuses a report that it does not understand', () => {
    expect(() => countTests('{}', true)).toThrow();
  });
});
