import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { awsSettings, awsStack } from '@afo/adapter-aws';
import type { AwsStack, AwsStoreNames } from '@afo/adapter-aws';
import { makeLabDeployment } from '@afo/adapter-aws/lab';
import type { LabDeployment } from '@afo/adapter-aws/lab';
import { localBundleSinks, machineParts } from '@afo/adapter-local';
import { startAwsLab } from '@afo/aws-lab';
import type { AwsLab } from '@afo/aws-lab';
import { caseWorkflow } from '@afo/domain';
import type { AppRole } from '@afo/iam-policies';
import type { BundleSinks } from '@afo/ports';
import { compile } from '@afo/state-machine';
import { commandLine, textLine } from './command-line.ts';
import type { CommandLine } from './command-line.ts';
import { labFunction, WORKFLOW } from './functions.ts';
import { startRedis } from './redis.ts';
import { refusedIn } from './refused.ts';
import { demoScenario, EXTERNAL_ID, MEMBER_ROLE, PLACES, roleOf } from '../scenario.ts';
import type { Worker } from './workers.ts';
import { ROOT, startHost, startWorkers } from './workers.ts';

export interface Stage {
  readonly lab: AwsLab;
  readonly deployment: LabDeployment;
  /** The stack as the operator sees it. */
  readonly stack: AwsStack;
  readonly sinks: BundleSinks;
  /** `afo`, in the operator's name. */
  readonly afo: CommandLine;
  /** The same in words. */
  readonly say: (...argv: readonly string[]) => Promise<string>;
  /** Id of the suspect instance. */
  readonly instance: string;
  /** Recorded calls that the policies of whoever made them do not allow. */
  refused(): readonly string[];
  readonly callFile: string;
  readonly captureFolder: string;
  readonly logs: string;
  /** Longest time for a whole case, milliseconds; it is never waited for without a bound. */
  readonly patienceMs: number;
  close(): Promise<void>;
}

/** Seconds that a state machine sleeps at an approval point before it looks by itself. */
const APPROVAL_WAIT = 30;

/** For a case whose programs run here, milliseconds. A host of its own is a virtual machine, and slow. */
const PATIENCE_MS = 300_000;

const DEFAULT_PLAYBOOK = `${ROOT}deployment/playbooks/default.yaml`;

export interface StageParts {
  /** The raw disk of the suspect instance. */
  readonly image: string;
  /** A program that runs agent, worker and report elsewhere. */
  readonly host?: string | undefined;
  /** File of another playbook than the default one. */
  readonly playbook?: string;
}

/** Starts the lab, deploys the product into it, and starts the programs of its hosts. */
export async function startStage(
  folder: string,
  { image, host, playbook = DEFAULT_PLAYBOOK }: StageParts,
): Promise<Stage> {
  await using starting = new AsyncDisposableStack();
  const logs = join(folder, 'logs');
  const callFile = join(folder, 'calls.jsonl');
  const captureFolder = join(folder, 'wire');
  await mkdir(logs, { recursive: true });
  await mkdir(captureFolder, { recursive: true });
  const lab = await startAwsLab({ scenario: demoScenario(image), callFile, captureFolder });
  starting.defer(() => lab.close());
  const redis = await startRedis(folder);
  starting.defer(() => redis.stop());
  const environment = environmentOf(lab, redis.url, playbook);
  const deployment = await deploy(lab, environment);
  starting.defer(() => {
    deployment.close();
  });
  const { stores, stateMachineArn } = deployment;
  const workerEnvironment = (name: Worker) => ({
    ...environment(name, stores, stateMachineArn),
    AFO_SCRATCH: join(folder, 'scratch'),
  });
  const workers = await (host === undefined
    ? startWorkers(logs, workerEnvironment)
    : startHost(host, { logs, environmentOf: workerEnvironment }));
  starting.defer(() => workers.stop());
  const operator = environment('operator', stores, stateMachineArn);
  const stack = await operatorStack(lab, operator);
  starting.defer(() => stack.close());
  const stop = starting.move();
  return {
    ...{ lab, deployment, stack, callFile, captureFolder, logs },
    sinks: localBundleSinks,
    afo: commandLine(operator),
    say: textLine(operator),
    instance: lab.id('instance.web-01'),
    patienceMs: host === undefined ? PATIENCE_MS : 6 * PATIENCE_MS,
    refused: () => refusedIn(lab, deployment),
    close: () => stop.disposeAsync(),
  };
}

type EnvironmentOf = (
  app: AppRole,
  stores: AwsStoreNames,
  stateMachineArn?: string,
) => Readonly<Record<string, string>>;

function environmentOf(lab: AwsLab, redisUrl: string, playbook: string): EnvironmentOf {
  return (app, stores, stateMachineArn) => ({
    ...keysOf(lab, app),
    ...namesOf(stores),
    AWS_REGION: PLACES.forensic.region,
    AWS_ENDPOINT_URL: lab.url,
    AFO_MEMBER_ROLE: MEMBER_ROLE,
    AFO_MEMBER_EXTERNAL_ID: EXTERNAL_ID,
    AFO_SHARED_KEYS: `${PLACES.member.account}=${lab.id('key.handover')}`,
    AFO_SNAPSHOT_KEY: lab.id('key.evidence'),
    AFO_SNAPSHOT_LOCK: 'governance:30',
    AFO_PROOF_ANALYZER: 'yes',
    AFO_REDIS_URL: redisUrl,
    AFO_PLAYBOOK: playbook,
    ...(stateMachineArn === undefined ? {} : { AFO_STATE_MACHINE_ARN: stateMachineArn }),
  });
}

function keysOf(lab: AwsLab, app: AppRole) {
  const session = { name: app, region: PLACES.forensic.region };
  const keys = lab.credentials('forensic', roleOf(app), session);
  return {
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_SESSION_TOKEN: keys.sessionToken,
  };
}

const namesOf = (stores: AwsStoreNames) => ({
  AFO_ENTRIES_TABLE: stores.tables.entries,
  AFO_CASES_TABLE: stores.tables.cases,
  AFO_TOKENS_TABLE: stores.tokensTable,
  AFO_VAULT_BUCKET: stores.vaultBucket,
  AFO_REJECTED_BUCKET: stores.rejectedBucket,
  AFO_SIGNING_KEY: stores.signingKey,
  AFO_TOPIC_ARN: stores.topicArn,
  AFO_KEY_NAME: 'afo.example/lab',
});

const deploy = (lab: AwsLab, environment: EnvironmentOf): Promise<LabDeployment> =>
  makeLabDeployment(
    {
      region: PLACES.forensic.region,
      endpoint: lab.url,
      // Whoever deploys is the account itself; the programs get roles.
      credentials: { accessKeyId: PLACES.forensic.account, secretAccessKey: 'lab' },
    },
    {
      name: 'afo',
      workflow: (stores) =>
        WORKFLOW.map((handler) =>
          labFunction({
            name: `afo-${handler}`,
            app: 'case-workflow',
            handler,
            environment: environment('case-workflow', stores),
          }),
        ),
      definition: (functions) => machineOf(functions),
      ingestor: (stores, stateMachineArn) =>
        labFunction({
          name: 'afo-finding-ingestor',
          app: 'finding-ingestor',
          handler: 'handler',
          environment: environment('finding-ingestor', stores, stateMachineArn),
        }),
    },
  );

function machineOf(arns: Readonly<Record<string, string>>): object {
  const arnOf = (handler: (typeof WORKFLOW)[number]): string => arns[`afo-${handler}`] ?? handler;
  return compile(caseWorkflow, {
    partition: PLACES.partition,
    // The emulator has no child executions with this query language.
    items: 'inline',
    approvalWaitSeconds: APPROVAL_WAIT,
    functions: {
      callStep: arnOf('callStep'),
      dispatchJob: arnOf('dispatchJob'),
      settleStep: arnOf('settleStep'),
      ask: arnOf('ask'),
      requestApproval: arnOf('requestApproval'),
    },
  });
}

function operatorStack(
  lab: AwsLab,
  environment: Readonly<Record<string, string>>,
): Promise<AwsStack> {
  const settings = awsSettings(environment);
  const session = { name: 'operator', region: PLACES.forensic.region };
  const credentials = lab.credentials('forensic', roleOf('operator'), session);
  return awsStack({
    settings: { ...settings, aws: { ...settings.aws, credentials } },
    actor: { kind: 'service', name: 'afo', version: '0' },
    machine: machineParts(),
  });
}
