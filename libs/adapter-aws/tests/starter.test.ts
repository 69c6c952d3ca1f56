import {
  CreateStateMachineCommand,
  ListExecutionsCommand,
  SFNClient,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { caseIdSchema } from '@afo/domain';
import { expect, it } from 'vitest';
import { clientSettings, StepFunctionsStarter } from '../src/index.ts';
import { ACCOUNT, freshName, lab } from './lab.ts';

const aws = lab();
const CASE = caseIdSchema.parse('01a20d4a-d270-7a6e-9a98-a4cc945b14c4');

it('F-41 a case has one execution, however often its finding is delivered and also when it has ended', async () => {
  const states = new SFNClient(clientSettings(aws.config()));
  const { stateMachineArn = '' } = await states.send(
    new CreateStateMachineCommand({
      name: freshName('case'),
      roleArn: `arn:aws:iam::${ACCOUNT}:role/lab`,
      definition: JSON.stringify({ StartAt: 'end', States: { end: { Type: 'Succeed' } } }),
    }),
  );
  const starter = new StepFunctionsStarter({ ...aws.config(), stateMachineArn });

  await starter.start(CASE);
  await starter.start(CASE);
  await starter.start(CASE);

  const { executions = [] } = await states.send(new ListExecutionsCommand({ stateMachineArn }));
  expect(executions.map(({ name }) => name)).toEqual([CASE]);
  await starter.start(CASE, 7);
  const taken = await states.send(new ListExecutionsCommand({ stateMachineArn }));
  expect(taken.executions?.map(({ name }) => name).sort()).toEqual([CASE, `${CASE}-7`]);
  const elsewhere = new StepFunctionsStarter({
    ...aws.config(),
    stateMachineArn: stateMachineArn.replace('case', 'none'),
  });
  await expect(elsewhere.start(CASE)).rejects.toMatchObject({ code: 'aws.not-found' });
  for (const one of [starter, elsewhere]) one.close();
  states.destroy();
});

it('a workflow that was ended before its case is told from one that runs, and from one that never was', async () => {
  const states = new SFNClient(clientSettings(aws.config()));
  const { stateMachineArn = '' } = await states.send(
    new CreateStateMachineCommand({
      name: freshName('case'),
      roleArn: `arn:aws:iam::${ACCOUNT}:role/lab`,
      definition: JSON.stringify({
        StartAt: 'wait',
        States: { wait: { Type: 'Wait', Seconds: 600, End: true } },
      }),
    }),
  );
  const starter = new StepFunctionsStarter({ ...aws.config(), stateMachineArn });

  const before = await starter.look(CASE);
  await starter.start(CASE);
  const running = await starter.look(CASE);
  const { executions = [] } = await states.send(new ListExecutionsCommand({ stateMachineArn }));
  for (const { executionArn } of executions)
    await states.send(new StopExecutionCommand({ executionArn }));
  const ended = await starter.look(CASE);
  await starter.start(CASE, 7);

  expect([before, running, ended, await starter.look(CASE, 7)]).toEqual([
    'missing',
    'running',
    'aborted',
    'running',
  ]);
  starter.close();
  states.destroy();
});
