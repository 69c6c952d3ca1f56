import { caseIdSchema } from '@afo/domain';
import type { Job, TaskTokens } from '@afo/ports';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tokenJobs } from './token-jobs.ts';

const job: Job = {
  queue: 'report',
  case: caseIdSchema.parse('01a20bb5-e602-7000-8000-000000000001'),
  step: 'report',
  key: 'report',
  attempt: 2,
  timeoutSeconds: 3600,
  heartbeatSeconds: 120,
};
const context = { signal: new AbortController().signal, progress: () => undefined };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function tokensThat(answer: () => Promise<'told' | 'nobody'>) {
  const calls: string[] = [];
  const tokens: TaskTokens = {
    keep: () => Promise.resolve(),
    wake: ({ key, attempt }) => {
      calls.push(`wake ${key}#${String(attempt)}`);
      return answer();
    },
    heartbeat: ({ key, attempt }) => {
      calls.push(`sign ${key}#${String(attempt)}`);
      return answer();
    },
  };
  return { calls, tokens };
}

const hours = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100_000));
const told = () => Promise.resolve('told' as const);

describe('when a state machine waits for a job', () => {
  it('F-51 gets signs of life at a third of the heartbeat, the word at the end, and nothing after it', async () => {
    const { calls, tokens } = tokensThat(told);
    const done = tokenJobs({ handler: hours, tokens, onProblem: () => undefined })(job, context);
    await vi.advanceTimersByTimeAsync(100_000);
    await done;
    await vi.advanceTimersByTimeAsync(1_000_000);

    expect(calls).toEqual(['sign report#2', 'sign report#2', 'sign report#2', 'wake report#2']);
  });

  it('F-01 is not told of an end where the worker gave the job back', async () => {
    const { calls, tokens } = tokensThat(told);
    const handler = () => Promise.reject(new Error('shutting down'));
    const given = tokenJobs({ handler, tokens, onProblem: () => undefined })(job, context);

    await expect(given).rejects.toThrow('shutting down');
    await vi.advanceTimersByTimeAsync(1_000_000);
    expect(calls).toEqual(['sign report#2']);
  });

  it('has its job done also where no sign can be given, and somebody hears of it', async () => {
    const problems: unknown[] = [];
    const down = new Error('no network');
    const { tokens } = tokensThat(() => Promise.reject(down));
    const onProblem = (error: unknown): void => {
      problems.push(error);
    };
    await tokenJobs({ handler: () => Promise.resolve(), tokens, onProblem })(job, context);

    expect(problems).toEqual([down, down]);
  });
});
