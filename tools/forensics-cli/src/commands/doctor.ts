import type { Ports } from '@afo/ports';
import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { CliError, toldBy } from '../errors.ts';
import { examineDeployment } from './deployment-doctor.ts';
import { concerns } from '../stack/workflow-words.ts';
import { ExitCode } from '../terminal/exit-code.ts';
import { bytesOf, table } from '../terminal/table.ts';

/** One thing that was looked at. `advice` says what to do where it is not well. */
interface Diagnosis {
  readonly what: string;
  readonly status: 'well' | 'weak' | 'missing';
  readonly found: string;
  readonly advice?: string;
}

/** Programs that the work needs, and which Debian package brings each. */
const PROGRAMS = {
  mmls: 'sleuthkit',
  fsstat: 'sleuthkit',
  fls: 'sleuthkit',
  icat: 'sleuthkit',
  blkls: 'sleuthkit',
  ewfacquire: 'ewf-tools',
} as const;

const ENOUGH_BYTES = 20 * 1024 ** 3;

interface DoctorFlags {
  readonly rebuild?: true;
  readonly environment?: string;
  readonly account?: readonly string[];
}

/** `afo doctor`: whether this machine, or a deployment in AWS, can do the work, and what is missing. */
export const doctorCommand = (cli: Cli): Command =>
  new Command('doctor')
    .description('check what the work needs on this machine or in AWS, and say what is missing')
    .option('--rebuild', 'first make the list of cases anew from the entries, which are the truth')
    .option('--environment <file>', 'check the deployment of this environment file in its place')
    .option(
      '--account <ids...>',
      'application accounts to enter, beside --environment; those that the file names unless given',
    )
    .action(async (flags: DoctorFlags) => {
      const { account, environment } = flags;
      if (flags.rebuild === true && environment !== undefined)
        throw new CliError(
          'cli.usage',
          '--rebuild is of the stack at hand: leave --environment out',
        );
      if (environment !== undefined)
        return examineDeployment(cli, {
          environment,
          ...(account === undefined ? {} : { account }),
        });
      if (account !== undefined)
        throw new CliError('cli.usage', '--account belongs to --environment <file>');
      if (flags.rebuild === true) await rebuild(cli);
      const diagnoses = await examine(cli);
      const ill = diagnoses.filter(({ status }) => status === 'missing');
      cli.output.result(
        { ready: ill.length === 0, diagnoses },
        table(
          diagnoses.map(({ what, status, found, advice }) => [
            status,
            what,
            advice === undefined ? found : `${found} → ${advice}`,
          ]),
        ),
      );
      process.exitCode = ill.length === 0 ? ExitCode.done : ExitCode.failed;
    });

async function rebuild(cli: Cli): Promise<void> {
  const { ports } = await cli.stack();
  cli.output.note(`the list of cases was made anew: ${await ports.log.rebuild()} case(s)`);
}

async function examine(cli: Cli): Promise<readonly Diagnosis[]> {
  const stack = await cli.stack().catch((error: unknown) => error);
  if (!isStack(stack))
    return [
      runtime(),
      {
        what: 'data folder',
        status: 'missing',
        found: messageOf(stack),
        advice: 'mend the data folder, or name another with AFO_HOME',
      },
    ];
  const { ports } = stack;
  return [
    runtime(),
    await store(ports),
    ...(await workflows(ports)),
    await key(ports),
    await room(ports),
    await redis(cli),
    ...(await programs(ports)),
  ];
}

const isStack = (value: unknown): value is { readonly ports: Ports } =>
  typeof value === 'object' && value !== null && 'ports' in value;

const runtime = (): Diagnosis => ({
  what: 'Node.js',
  status: process.version.startsWith('v24.') ? 'well' : 'weak',
  found: process.version,
});

async function store({ log }: Ports): Promise<Diagnosis> {
  return examined('case log', async () => `${(await log.list({ limit: 10_000 })).length} case(s)`);
}

/** Most cases that are looked at; the newest. */
const LOOKED_AT = 100;

async function workflows(ports: Ports): Promise<readonly Diagnosis[]> {
  if (ports.starter === undefined) return [];
  const open = await ports.log.list({ status: 'open', limit: LOOKED_AT });
  const stuck = await concerns(ports, open);
  const what = 'workflows';
  const of = `of the ${open.length} newest open case(s)`;
  if (stuck.length === 0) return [{ what, status: 'well', found: `none ${of} is of concern` }];
  return [
    {
      what,
      status: 'weak',
      found: `${stuck.length} ${of} of concern: ${stuck.map(({ case: id }) => id).join(', ')}`,
      advice: 'afo case show says why, and what to do',
    },
  ];
}

async function key({ signer }: Ports): Promise<Diagnosis> {
  return examined('signing key', async () => await signer.publicKey());
}

async function room({ vault }: Ports): Promise<Diagnosis> {
  const free = await vault.free();
  if (free === undefined) return { what: 'room for evidence', status: 'weak', found: 'not known' };
  const found = `${bytesOf(free)} free`;
  return free < ENOUGH_BYTES
    ? {
        what: 'room for evidence',
        status: 'weak',
        found,
        advice: 'make room before a large disk is acquired',
      }
    : { what: 'room for evidence', status: 'well', found };
}

async function redis(cli: Cli): Promise<Diagnosis> {
  const up = await cli.processes.running();
  return up
    ? { what: 'local stack', status: 'well', found: 'up' }
    : { what: 'local stack', status: 'weak', found: 'not up', advice: 'afo up starts it' };
}

async function programs(ports: Ports): Promise<readonly Diagnosis[]> {
  return Promise.all(
    Object.entries(PROGRAMS).map(async ([program, debianPackage]): Promise<Diagnosis> => {
      try {
        const { version, sha256, isolation } = await ports.tools.identify(program);
        const found = `${version}, sha256 ${sha256.slice(0, 16)}…, shut in by ${isolation}`;
        if (isolation === 'bubblewrap') return { what: program, status: 'well', found };
        return {
          what: program,
          status: 'weak',
          found,
          advice: 'install bubblewrap and allow user namespaces',
        };
      } catch (error) {
        return {
          what: program,
          status: 'missing',
          found: messageOf(error),
          advice: `apt-get install ${debianPackage}`,
        };
      }
    }),
  );
}

async function examined(what: string, look: () => Promise<string>): Promise<Diagnosis> {
  try {
    return { what, status: 'well', found: await look() };
  } catch (error) {
    return { what, status: 'missing', found: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  const told = toldBy(error);
  return told === undefined ? 'an unexpected error' : `${told.message} (${told.code})`;
}
