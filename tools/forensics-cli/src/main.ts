import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import type { Actor } from '@afo/domain';
import { loadPlaybook } from '@afo/pipeline';
import { dataFolder, serviceActor } from '@afo/runtime';
import type { Cli, OpenStack } from './cli.ts';
import { runProgram } from './program.ts';
import { localProcesses } from './stack/local-processes.ts';
import { Output } from './terminal/output.ts';

// The composition root of the command line: the one file that knows which stack it works on.

const DEFAULT_PLAYBOOK = new URL('../../../deployment/playbooks/default.yaml', import.meta.url);
const closing: (() => Promise<void>)[] = [];

function cliAt(home: string, environment: Readonly<Record<string, string>> = {}): Cli {
  let opened: Promise<OpenStack> | undefined;
  return {
    home,
    output: new Output(
      { out: process.stdout, err: process.stderr },
      process.argv.includes('--json'),
    ),
    stack: () => (opened ??= openStack(home)),
    look: () => (existsSync(dataFolder(home).log) ? (opened ??= openStack(home)) : openEmpty()),
    playbook: async (file) =>
      loadPlaybook(await readFile(file ?? process.env['AFO_PLAYBOOK'] ?? DEFAULT_PLAYBOOK, 'utf8')),
    processes: localProcesses(home, environment),
    person,
    at: (other, itsEnvironment) => cliAt(resolve(other), itsEnvironment),
  };
}

/** Adapters are loaded when a command needs the stack: verifying a bundle must not. */
async function openStack(home: string): Promise<OpenStack> {
  const { localBundleSinks, localStack } = await import('@afo/adapter-local');
  const stack = await localStack({ home, actor: serviceActor('afo') });
  closing.push(() => stack.close());
  return { ports: stack.ports, sinks: localBundleSinks, queue: () => queueOf(home) };
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

/** People at this terminal act as the user of the operating system; a given name is kept beside it. */
function person(name?: string): Actor {
  const user = userInfo().username;
  return { kind: 'human', name: name ?? user, via: `terminal of ${user}` };
}

await runProgram(cliAt(resolve(process.env['AFO_HOME'] ?? '.afo')), process.argv.slice(2));
for (const close of closing) await close();
