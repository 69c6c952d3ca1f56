import { messageRules } from '@afo/deployment';
import { isEntry } from '@afo/domain';
import type { StepName } from '@afo/domain';
import { PipelineError, runStep } from '@afo/pipeline';
import { describe, expect, it } from 'vitest';
import { entriesOf, openOn, stage } from './scripted.ts';

/** As EventBridge reads it: an asterisk is any text (user guide, "Wildcard matching"). */
const matches = (wildcard: string, text: string): boolean =>
  new RegExp(
    `^${wildcard
      .split('*')
      .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`))
      .join('[^]*')}$`,
  ).test(text);

const alarmsOf = (text: string): readonly string[] =>
  messageRules
    .filter(({ pattern }) => pattern.detail.text.some(({ wildcard }) => matches(wildcard, text)))
    .map(({ name }) => name);

/** What people are told when a step fails for good. */
async function messagesOf(step: StepName, error: Error): Promise<readonly string[]> {
  const on = stage();
  const caseId = await openOn(on);
  const handlers = { ...on.handlers, [step]: () => Promise.reject(error) };
  const control = { signal: new AbortController().signal, progress: () => undefined };
  for (const attempt of [1, 2, 3])
    await runStep({
      ports: on.ports,
      handlers,
      task: { caseId, step, key: step, attempt },
      control,
    });
  return (await entriesOf(on, caseId)).flatMap((entry) =>
    isEntry(entry, 'notification.sent') ? [entry.body.message] : [],
  );
}

describe('the alarms of a deployment', () => {
  it.each([
    ['triage', new PipelineError('step.no-plan', 'none'), ['step-failed']],
    [
      'prove',
      new PipelineError('host.unproven', 'isolation is not proven: nobody knows'),
      ['step-failed', 'isolation-unproven'],
    ],
    [
      'verify-evidence',
      new PipelineError('evidence.not-verified', 'another digest'),
      ['step-failed', 'verification-failed'],
    ],
  ] as const)('are raised by what people are told when %s fails', async (step, error, alarms) => {
    const told = await messagesOf(step, error);

    expect(told.flatMap(alarmsOf)).toEqual(alarms);
  });

  it('are raised by an isolation on order that is not proven', () => {
    const text = 'Case 1: all of the isolation is in effect, NOT proven: nobody knows';

    expect(alarmsOf(text)).toEqual(['isolation-unproven']);
  });

  it.each(['Case 1: the host is isolated, proven by flow-logs', 'Case 1: the host was given back'])(
    'are not raised by good news: %s',
    (text) => {
      expect(alarmsOf(text)).toEqual([]);
    },
  );
});
