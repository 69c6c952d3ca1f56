import { isEntry } from '@afo/domain';
import { closeCase, reopenCase } from '@afo/pipeline';
import { expect, it } from 'vitest';
import { workflowEnded } from '../../src/aws/workflow-ended.ts';
import { ANN, entriesOf, openOn, stage } from './scripted.ts';

/** As AWS sends it, with what it may quote of the input. */
const eventOf = (name: string, change: object = {}) => ({
  version: '0',
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  detail: {
    executionArn: `arn:of:execution:${name}`,
    stateMachineArn: 'arn:of:workflow',
    name,
    status: 'FAILED',
    startDate: 1_800_000_000_000,
    stopDate: 1_800_000_060_000,
    input: '{"case":"…"}',
    output: null,
    error: 'States.Runtime',
    cause: 'it was given password=hunter2',
    ...change,
  },
});

it('F-45 an execution that Step Functions ended stands in the log and is told to people, without what it quotes', async () => {
  const on = stage();
  const caseId = await openOn(on);

  for (const status of ['FAILED', 'TIMED_OUT', 'ABORTED'])
    expect(await workflowEnded(on.ports, eventOf(caseId, { status }))).toEqual({
      outcome: 'recorded',
    });

  const entries = await entriesOf(on, caseId);
  const notes = entries.filter((entry) => isEntry(entry, 'note.added'));
  expect(notes.map(({ body }) => /its workflow (.*) at/.exec(body.text)?.[1])).toEqual([
    'failed',
    'ran out of time',
    'was aborted',
  ]);
  expect(entries.filter(({ type }) => type === 'notification.sent').length).toBeGreaterThan(2);
  expect(JSON.stringify(entries)).not.toContain('hunter2');
});

it('an execution of before the case was taken up again is passed over, and the one that took it up is not', async () => {
  const on = stage();
  const caseId = await openOn(on);
  const order = { caseId, actor: ANN, reason: 'lost' };
  await closeCase(on.ports, { ...order, force: true });
  const started: (number | undefined)[] = [];
  const starter = {
    start: (_: unknown, again?: number) => Promise.resolve(void started.push(again)),
    look: () => Promise.resolve('running' as const),
  };
  await reopenCase({ ...on.ports, starter }, order);

  expect(await workflowEnded(on.ports, eventOf(caseId))).toEqual({ outcome: 'passed-over' });
  expect(await workflowEnded(on.ports, eventOf(`${caseId}-${String(started[0])}`))).toEqual({
    outcome: 'recorded',
  });
});

it('an event that is none of this kind is an error, and not passed over in silence', async () => {
  const on = stage();
  const caseId = await openOn(on);

  for (const event of [eventOf('someone-elses'), eventOf(caseId, { status: 'SUCCEEDED' }), {}])
    await expect(workflowEnded(on.ports, event)).rejects.toThrow();
});
