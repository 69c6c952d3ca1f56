import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { caseNumber } from '@afo/conformance';
import { caseIdSchema } from '@afo/domain';
import { clientSettings, StepFunctionsStarter } from '../../src/index.ts';
import { EMPTY_IS_GOOD, waitingFor } from './ports-under-fault.ts';
import type { PortsUnderFault, Row } from './ports-under-fault.ts';

/** What the workflow of a case is asked for: its start, a look at it, and the tokens of its waits. */
export const WORKFLOW_ROWS: readonly Row[] = [
  {
    port: 'the start of a case',
    method: 'starter.start',
    service: 'states',
    ready: (on, number) => {
      const id = caseIdSchema.parse(caseNumber(number));
      const starter = new StepFunctionsStarter({
        ...on.quick(),
        stateMachineArn: on.stateMachineArn,
      });
      return Promise.resolve({
        act: async () => {
          await starter.start(id);
          starter.close();
        },
        holds: async () => {
          const states = new SFNClient(clientSettings(on.lab.config()));
          const { executions = [] } = await states.send(
            new ListExecutionsCommand({ stateMachineArn: on.stateMachineArn }),
          );
          return executions.some(({ name }) => name === id);
        },
      });
    },
  },
  {
    port: 'a look at the workflow of a case',
    method: 'starter.look',
    service: 'states',
    ready: async (on, number) => {
      const id = caseIdSchema.parse(caseNumber(number));
      const { stateMachineArn } = on;
      const starter = new StepFunctionsStarter({ ...on.quick(), stateMachineArn });
      await starter.start(id);
      return {
        act: () => starter.look(id),
        holds: (answer) => answer === 'running' || answer === 'succeeded',
      };
    },
  },
  {
    port: 'a token of a state machine',
    method: 'tokens.keep',
    service: 'dynamodb',
    ready: (on, number) =>
      Promise.resolve({
        act: () => on.tokens.keep(waitingFor(number), `token-${String(number)}`),
        // Nobody waits under it; that Step Functions was asked at all shows that the token was there.
        holds: async () => {
          const before = asked(on, 'SendTaskHeartbeat');
          await on.tokens.heartbeat(waitingFor(number));
          return asked(on, 'SendTaskHeartbeat') > before;
        },
      }),
    cannotTell: { 'empty-answer': EMPTY_IS_GOOD },
  },
  {
    port: 'a sign of life under a token',
    method: 'tokens.heartbeat',
    service: 'states',
    ready: async (on, number) => {
      await on.tokens.keep(waitingFor(number), `token-${String(number)}`);
      return {
        act: () => on.tokens.heartbeat(waitingFor(number)),
        holds: (answer) => answer === 'nobody',
      };
    },
    cannotTell: { 'empty-answer': EMPTY_IS_GOOD },
  },
  {
    port: 'the end of a wait',
    method: 'tokens.wake',
    service: 'states',
    ready: async (on, number) => {
      await on.tokens.keep(waitingFor(number), `token-${String(number)}`);
      return {
        act: () => on.tokens.wake(waitingFor(number)),
        // Nobody waits under this token: an answer that somebody was told would be a lie.
        holds: (answer) => answer === 'nobody',
      };
    },
    cannotTell: { 'empty-answer': EMPTY_IS_GOOD },
  },
  {
    port: 'the token of a wait that ends',
    method: 'tokens.wake',
    service: 'dynamodb',
    ready: async (on, number) => {
      await on.tokens.keep(waitingFor(number), `token-${String(number)}`);
      return { act: () => on.tokens.wake(waitingFor(number)), holds: (it) => it === 'nobody' };
    },
    cannotTell: { 'empty-answer': 'GetItem answers so where there is no token' },
  },
];

const asked = ({ lab }: PortsUnderFault, operation: string): number =>
  lab
    .now()
    .calls()
    .filter((call) => call.operation === operation).length;
