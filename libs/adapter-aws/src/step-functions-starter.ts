import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { CaseId } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { WorkflowRun, WorkflowStarter } from '@afo/ports';
import { awsError } from './aws-error.ts';
import { clientSettings } from './clients.ts';
import type { AwsConfig } from './clients.ts';
import { always } from './whole-answer.ts';

export interface StepFunctionsStarterConfig extends AwsConfig {
  readonly stateMachineArn: string;
}

/**
 * Starts the state machine of a case. The execution bears the name of the case, so that a second start is the first
 * one (StartExecution is idempotent by name and input), or is refused when the first has ended. A case that is taken up
 * anew gets an execution of its own.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export class StepFunctionsStarter implements WorkflowStarter {
  readonly #states: SFNClient;
  readonly #machine: string;

  constructor(config: StepFunctionsStarterConfig) {
    this.#states = new SFNClient(clientSettings(config));
    this.#machine = config.stateMachineArn;
  }

  async start(caseId: CaseId, again?: number): Promise<void> {
    const doing = `starting the workflow of case ${caseId}`;
    try {
      const { executionArn } = await this.#states.send(
        new StartExecutionCommand({
          stateMachineArn: this.#machine,
          name: nameOf(caseId, again),
          input: JSON.stringify({ case: caseId }),
        }),
      );
      always(executionArn, doing);
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw awsError(error, doing);
    }
  }

  /** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html */
  async look(caseId: CaseId, again?: number): Promise<WorkflowRun> {
    const doing = `looking at the workflow of case ${caseId}`;
    try {
      const { status } = await this.#states.send(
        new DescribeExecutionCommand({ executionArn: this.#executionOf(nameOf(caseId, again)) }),
      );
      return runOf(status, doing);
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return 'missing';
      throw awsError(error, doing);
    }
  }

  #executionOf(name: string): string {
    return `${this.#machine.replace(':stateMachine:', ':execution:')}:${name}`;
  }

  close(): void {
    this.#states.destroy();
  }
}

const nameOf = (caseId: CaseId, again: number | undefined): string =>
  again === undefined ? caseId : `${caseId}-${String(again)}`;

const RUNS: Readonly<Record<string, WorkflowRun>> = {
  RUNNING: 'running',
  PENDING_REDRIVE: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timed-out',
  ABORTED: 'aborted',
};

/** A state that we do not know is not taken for one that we do. */
function runOf(status: string | undefined, doing: string): WorkflowRun {
  const run = RUNS[always(status, doing)];
  if (run === undefined)
    throw new PortError('aws.unsupported', `AWS named a state that is not known while ${doing}`);
  return run;
}
