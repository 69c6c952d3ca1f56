import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { MemoryRejectedEvents } from '@afo/conformance/memory';
import { loadPlaybook } from '@afo/pipeline';
import type { Ports } from '@afo/ports';
import { readFile } from 'node:fs/promises';
import type { Cli, Infrastructure, OpenStack, Processes } from '../src/cli.ts';
import { runProgram } from '../src/program.ts';
import { Output } from '../src/terminal/output.ts';

const PLAYBOOK = join(import.meta.dirname, '../../../deployment/playbooks/default.yaml');

export interface Said {
  readonly out: string;
  readonly err: string;
  readonly status: number;
}

export interface InMemory {
  readonly ports: Ports;
  /** The data folder, where a command looks into it. */
  readonly home?: string;
  readonly cloud?: OpenStack['cloud'];
  readonly processes?: Processes;
  readonly infrastructure?: Infrastructure;
  readonly readiness?: Cli['readiness'];
}

const DOWN: Processes = {
  status: () => Promise.resolve({ state: 'down', children: [] }),
  running: () => Promise.resolve(false),
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
};

const UNUSED: Infrastructure = {
  stacks: () => Promise.reject(new Error('no infrastructure in this test')),
  destroy: () => Promise.reject(new Error('no infrastructure in this test')),
};

const noReadiness: Cli['readiness'] = () => Promise.reject(new Error('no deployment in this test'));

/** Runs the command line as a person does, on a stack in memory. */
export const afoIn =
  ({
    ports,
    home = '/nowhere',
    cloud,
    processes = DOWN,
    infrastructure = UNUSED,
    readiness = noReadiness,
  }: InMemory) =>
  async (...argv: readonly string[]): Promise<Said> => {
    const streams = { out: new PassThrough(), err: new PassThrough() };
    const stack: OpenStack = {
      ports: { ...ports, rejected: new MemoryRejectedEvents() },
      ...(cloud === undefined ? {} : { cloud }),
      sinks: { open: () => Promise.reject(new Error('no bundle in this test')) },
      queue: () => Promise.resolve(undefined),
    };
    const cli: Cli = {
      home,
      output: new Output(streams, argv.includes('--json')),
      stack: () => Promise.resolve(stack),
      look: () => Promise.resolve(stack),
      playbook: async (file) => loadPlaybook(await readFile(file ?? PLAYBOOK, 'utf8')),
      processes,
      infrastructure,
      readiness,
      person: (name = 'ann') => ({ kind: 'human', name, via: 'terminal' }),
      at: () => cli,
    };
    process.exitCode = undefined;
    await runProgram(cli, argv);
    const said = {
      out: String(streams.out.read() ?? ''),
      err: String(streams.err.read() ?? ''),
      // The types believe that nothing changes it.
      status: Number(Reflect.get(process, 'exitCode') ?? 0),
    };
    process.exitCode = undefined;
    return said;
  };
