import { CreateEventSourceMappingCommand, CreateFunctionCommand } from '@aws-sdk/client-lambda';
import { CreateStateMachineCommand } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { AwsStoreNames } from '../aws-stores.ts';
import { awsError } from '../aws-error.ts';
import { awsIdentity } from '../clients.ts';
import type { AwsConfig } from '../clients.ts';
import { closeLabClients, openLabClients } from './lab-clients.ts';
import type { LabClients } from './lab-clients.ts';
import { givenName } from '../given-name.ts';
import { makeLabStores } from './lab-stores.ts';
import { deliver, makeLabIntake } from './lab-intake.ts';
import type { LabEvent, LabIntake } from './lab-intake.ts';

export interface LabFunction {
  readonly name: string;
  /** A ZIP archive with `index.mjs`, which exports `handler`. */
  readonly archive: Uint8Array;
  readonly environment: Readonly<Record<string, string>>;
}

export interface LabPlan {
  readonly name: string;
  /** The functions behind the state machine, when the stores are there. */
  readonly workflow: (stores: AwsStoreNames) => readonly LabFunction[];
  /** The state machine, when its functions are there: their ARNs by name. */
  readonly definition: (functions: Readonly<Record<string, string>>) => object;
  /** The function that takes findings, when the state machine is there. */
  readonly ingestor: (stores: AwsStoreNames, stateMachineArn: string) => LabFunction;
}

export interface LabDeployment {
  readonly stores: AwsStoreNames;
  readonly stateMachineArn: string;
  /** Delivers an event of AWS to the intake. */
  send(event: LabEvent): Promise<void>;
  /** Messages that could not be worked on. */
  deadLetters(): Promise<number>;
  close(): void;
}

/**
 * Deploys the forensic account's part into a lab: stores, bus, rules, queue, functions and state machine. A real
 * account gets them from its templates, with roles and keys that a lab has no use for.
 * @throws PortError `aws.*`
 */
export async function makeLabDeployment(config: AwsConfig, plan: LabPlan): Promise<LabDeployment> {
  const clients = openLabClients(config);
  try {
    const { account, partition } = await awsIdentity(config);
    const role = `arn:${partition}:iam::${account}:role/${plan.name}`;
    const stores = await makeLabStores(config, plan.name);
    const functions: Record<string, string> = {};
    for (const one of plan.workflow(stores))
      functions[one.name] = await makeFunction(clients, role, one);
    const stateMachineArn = await makeMachine(clients, role, {
      name: plan.name,
      definition: plan.definition(functions),
    });
    const intake = await makeLabIntake(clients, plan.name);
    const ingestor = await makeFunction(clients, role, plan.ingestor(stores, stateMachineArn));
    await clients.functions.send(
      new CreateEventSourceMappingCommand({
        EventSourceArn: intake.queueArn,
        FunctionName: ingestor,
        BatchSize: 10,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      }),
    );
    return deployed(clients, { stores, stateMachineArn, intake });
  } catch (error) {
    closeLabClients(clients);
    throw awsError(error, 'deploying into a lab');
  }
}

function deployed(
  clients: LabClients,
  {
    intake,
    ...made
  }: Pick<LabDeployment, 'stores' | 'stateMachineArn'> & { readonly intake: LabIntake },
): LabDeployment {
  return {
    ...made,
    send: (event) => deliver(clients, intake, event),
    async deadLetters() {
      const { Attributes } = await clients.queues.send(
        new GetQueueAttributesCommand({
          QueueUrl: intake.deadLetterUrl,
          AttributeNames: ['ApproximateNumberOfMessages'],
        }),
      );
      return Number(givenName(Attributes?.ApproximateNumberOfMessages));
    },
    close() {
      closeLabClients(clients);
    },
  };
}

async function makeFunction(
  { functions }: LabClients,
  Role: string,
  { name, archive, environment }: LabFunction,
): Promise<string> {
  const { FunctionArn } = await functions.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Timeout: 330,
      Environment: { Variables: { ...environment } },
      Code: { ZipFile: archive },
    }),
  );
  return givenName(FunctionArn);
}

async function makeMachine(
  { states }: LabClients,
  roleArn: string,
  { name, definition }: { readonly name: string; readonly definition: object },
): Promise<string> {
  const { stateMachineArn } = await states.send(
    new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(definition) }),
  );
  return givenName(stateMachineArn);
}
