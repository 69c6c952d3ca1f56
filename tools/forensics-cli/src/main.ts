import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import type { Actor } from '@afo/domain';
import { loadPlaybook } from '@afo/pipeline';
import { dataFolder, serviceActor } from '@afo/runtime';
import type { Cli, OpenStack } from './cli.ts';
import { runProgram } from './program.ts';
import { infrastructure } from './stack/infrastructure.ts';
import { localProcesses } from './stack/local-processes.ts';
import { remoteProcesses } from './stack/remote-processes.ts';
import { Output } from './terminal/output.ts';

// The composition root of the command line: the one file that knows which stack it works on.

const DEFAULT_PLAYBOOK = new URL('../../../deployment/playbooks/default.yaml', import.meta.url);
/** `AFO_STACK=aws`: cases of a forensic account in place of those of this workstation. */
const IN_AWS = process.env['AFO_STACK'] === 'aws';
const closing: (() => Promise<void>)[] = [];
let signedInAs: string | undefined;

function cliAt(home: string, environment: Readonly<Record<string, string>> = {}): Cli {
  let opened: Promise<OpenStack> | undefined;
  return {
    home,
    output: new Output(
      { out: process.stdout, err: process.stderr },
      process.argv.includes('--json'),
    ),
    stack: () => (opened ??= openStack(home)),
    look: () =>
      IN_AWS || existsSync(dataFolder(home).log) ? (opened ??= openStack(home)) : openEmpty(),
    playbook: async (file) =>
      loadPlaybook(await readFile(file ?? process.env['AFO_PLAYBOOK'] ?? DEFAULT_PLAYBOOK, 'utf8')),
    processes: IN_AWS ? remoteProcesses : localProcesses(home, environment),
    infrastructure,
    readiness,
    person,
    at: (other, itsEnvironment) => cliAt(resolve(other), itsEnvironment),
  };
}

/** Adapters are loaded when a command needs the stack: verifying a bundle must not. */
async function openStack(home: string): Promise<OpenStack> {
  if (IN_AWS) return openAwsStack();
  const { localBundleSinks, localStack } = await import('@afo/adapter-local');
  const stack = await localStack({ home, actor: serviceActor('afo') });
  closing.push(() => stack.close());
  return { ports: stack.ports, sinks: localBundleSinks, queue: () => queueOf(home) };
}

/** The stack of a forensic account, in the name of whoever is signed in to AWS here. */
async function openAwsStack(): Promise<OpenStack> {
  const { awsSettings, awsStack, ebsSourceUri } = await import('@afo/adapter-aws');
  const { localBundleSinks, machineParts } = await import('@afo/adapter-local');
  const settings = awsSettings(process.env);
  const stack = await awsStack({ settings, actor: serviceActor('afo'), machine: machineParts() });
  signedInAs = stack.identity.arn;
  closing.push(() => stack.close());
  return {
    ports: stack.ports,
    sinks: localBundleSinks,
    cloud: {
      partition: stack.identity.partition,
      entriesTable: settings.stores.tables.entries,
      ebsUri: ebsSourceUri,
    },
    queue: () => Promise.resolve(undefined),
  };
}

/** Looks at AWS in the name of whoever is signed in, whichever stack this command line works on. */
async function readiness(
  ...[environment, accounts]: Parameters<Cli['readiness']>
): ReturnType<Cli['readiness']> {
  const { deploymentReadiness } = await import('@afo/adapter-aws/doctor');
  const endpoint = process.env['AWS_ENDPOINT_URL'];
  return deploymentReadiness({
    aws: {
      region: environment.forensic.region,
      ...(endpoint === undefined ? {} : { endpoint }),
    },
    environment,
    ...(accounts.length === 0 ? {} : { accounts }),
  });
}

/** The queue is asked for progress only, and only where its Redis is up. */
async function queueOf(home: string): ReturnType<OpenStack['queue']> {
  const { redisSocket } = dataFolder(home);
  if (!existsSync(redisSocket)) return undefined;
  const { openBullJobQueue } = await import('@afo/adapter-bullmq');
  const queue = await openBullJobQueue({ redis: { url: `unix://${redisSocket}` } });
  closing.push(() => queue.close());
  return queue;
}

async function openEmpty(): Promise<OpenStack> {
  const folder = await mkdtemp(join(tmpdir(), 'afo-look-'));
  const stack = await openStack(folder);
  closing.push(() => rm(folder, { recursive: true }));
  return stack;
}

/**
 * People at this terminal act as the user of the operating system, and in AWS as whom AWS knows them; a given name is
 * kept beside it.
 */
function person(name?: string): Actor {
  const user = userInfo().username;
  const known = signedInAs === undefined ? '' : `, signed in as ${signedInAs}`;
  return { kind: 'human', name: name ?? user, via: `terminal of ${user}${known}`.slice(0, 256) };
}

await runProgram(cliAt(resolve(process.env['AFO_HOME'] ?? '.afo')), process.argv.slice(2));
for (const close of closing) await close();
