import { describe, expect, it } from 'vitest';

import { targetResults } from './targets.ts';

const expected = {
  projects: ['domain'],
  targets: ['lint', 'test'],
  since: new Date('2026-01-01T00:00:00Z'),
};

const record = (tasks: readonly object[], startTime = '2026-01-01T00:00:01.000Z'): string =>
  JSON.stringify({ run: { startTime }, tasks });

const lint = (succeeded: boolean) => ({ project: 'domain', target: 'lint', succeeded });
const test = (succeeded: boolean) => ({ project: 'domain', target: 'test', succeeded });

describe('the results of the targets', () => {
  it('are what nx recorded', () => {
    const tasks = [
      { taskId: 'domain:lint', status: 0 },
      { taskId: 'domain:test', status: 1 },
    ];

    expect(targetResults(record(tasks), expected)).toEqual([lint(true), test(false)]);
  });

  it('fail where a target never ran', () => {
    const tasks = [{ taskId: 'domain:lint', status: 0 }];

    expect(targetResults(record(tasks), expected)).toEqual([lint(true), test(false)]);
  });

  it('fail when the record is of an earlier run', () => {
    const tasks = [
      { taskId: 'domain:lint', status: 0 },
      { taskId: 'domain:test', status: 0 },
    ];

    expect(targetResults(record(tasks, '2025-12-31T23:59:59.000Z'), expected)).toEqual([
      lint(false),
      test(false),
    ]);
  });

  it('fail when there is no record', () => {
    expect(targetResults(undefined, expected)).toEqual([lint(false), test(false)]);
  });
});
