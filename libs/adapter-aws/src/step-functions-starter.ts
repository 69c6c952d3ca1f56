import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { CaseId } from '@afo/domain';
import type { WorkflowStarter } from '@afo/ports';
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
          name: again === undefined ? caseId : `${caseId}-${String(again)}`,
          input: JSON.stringify({ case: caseId }),
        }),
      );
      always(executionArn, doing);
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw awsError(error, doing);
    }
  }

  close(): void {
    this.#states.destroy();
  }
}
