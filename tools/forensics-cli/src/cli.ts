import type { Stack } from '@afo/cost';
import type { Environment } from '@afo/deployment';
import type { Actor, InstanceSubject } from '@afo/domain';
import type { IngestPorts, LoadedPlaybook } from '@afo/pipeline';
import type { BundleSinks, DeploymentReadiness, JobQueue } from '@afo/ports';
import type { ProcessesStatus } from './stack/local-processes.ts';
import type { Output } from './terminal/output.ts';

/** How people name things of a cloud. */
export interface Cloud {
  /** Of whoever is signed in. */
  readonly partition: string;
  /** What the table of the case log is called: says which deployment this is. */
  readonly entriesTable: string;
  /** The uri of a snapshot or volume, by id, ARN or uri; a volume's id alone is one of the place. */
  ebsUri(name: string, place?: Pick<InstanceSubject, 'account' | 'region'>): string | undefined;
}

/** The stack as the command line uses it. */
export interface OpenStack {
  readonly ports: IngestPorts;
  readonly sinks: BundleSinks;
  /** What a cloud adds to the names of things; undefined on a workstation. */
  readonly cloud?: Cloud;
  /** The queue, to ask how far jobs are; undefined while the stack is not up. */
  queue(): Promise<Pick<JobQueue, 'state'> | undefined>;
}

/** The processes that do the work: Redis, engine, agents. They run on their own; the command line starts and ends them. */
export interface Processes {
  status(): Promise<ProcessesStatus>;
  running(): Promise<boolean>;
  /** Starts them and resolves when all are ready. @throws CliError `cli.child-failed` */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** What a deployment consists of, by its environment file. */
export interface Infrastructure {
  /** Its stacks, synthesised anew. @throws CliError `cli.child-failed` */
  stacks(environmentFile: string): Promise<readonly Stack[]>;
  /** Deletes these of its stacks, and no other. @throws CliError `cli.child-failed` */
  destroy(environmentFile: string, stacks: readonly string[]): Promise<void>;
}

/** What every command works with; made once in `main.ts`. */
export interface Cli {
  /** The data folder, absolute. */
  readonly home: string;
  readonly output: Output;
  /** Opens the stack of the data folder, once; a command that needs none never calls it. */
  stack(): Promise<OpenStack>;
  /** The stack for a look that leaves no trace: where there is no data folder yet, an empty one that is removed. */
  look(): Promise<OpenStack>;
  /** The playbook in the file, or the configured one. @throws PipelineError `playbook.invalid` */
  playbook(file?: string): Promise<LoadedPlaybook>;
  readonly processes: Processes;
  readonly infrastructure: Infrastructure;
  /** What of a deployment is there, for whoever is signed in to AWS; application accounts are its own unless given. */
  readiness(environment: Environment, accounts: readonly string[]): Promise<DeploymentReadiness>;
  /** The person at the terminal, or the one they say they are. */
  person(name?: string): Actor;
  /** The same command line on another data folder; `environment` is for the processes that it starts. */
  at(home: string, environment?: Readonly<Record<string, string>>): Cli;
}
