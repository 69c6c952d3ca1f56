import { existsSync } from 'node:fs';
import { PortError } from '@afo/ports';
import type { ToolCommand, ToolIdentity, ToolResult, ToolRunner } from '@afo/ports';
import { runBounded } from './bounded-process.ts';
import { findProgram, type FoundProgram } from './find-program.ts';
import { confine, type Confinement, type Isolation } from './isolation.ts';
import { versionIn, versionQuestion } from './program-version.ts';

export interface LocalToolRunnerOptions {
  /** Folders that are searched before the system's own. Default: those of PATH, where the launcher puts its own. */
  readonly searchPath?: readonly string[];
  /** Digests that programs must have; one that differs is refused with `tool.digest-mismatch`. */
  readonly pins?: Readonly<Record<string, string>>;
  /** The ways to shut a program in that may be used, best first. */
  readonly isolations?: readonly Isolation[];
}

const ISOLATIONS: readonly Isolation[] = ['bubblewrap', 'namespaces', 'limits-only'];
const PROBE_LIMITS = { seconds: 20, memoryBytes: 4 * 2 ** 30, outputBytes: 64 * 1024 };

/**
 * Runs programs on hostile input on this machine: bubblewrap, or user namespaces, or limits alone, whichever is the
 * first that works here. Which one it was stands in the identity of every program and so in the results.
 */
export class LocalToolRunner implements ToolRunner {
  readonly #options: LocalToolRunnerOptions;
  readonly #identities = new Map<string, Promise<ToolIdentity>>();
  readonly #programs = new Map<string, Promise<FoundProgram>>();
  #confinement: Promise<Confinement> | undefined;

  constructor(options: LocalToolRunnerOptions = {}) {
    this.#options = options;
  }

  identify(program: string): Promise<ToolIdentity> {
    return remember(this.#identities, program, () => this.#identify(program));
  }

  async run(
    command: ToolCommand,
    onOutput: (chunk: Uint8Array) => void | Promise<void>,
    signal?: AbortSignal,
  ): Promise<ToolResult> {
    const { path } = await this.#find(command.program);
    refuseWhatIsNotThere(command);
    const invocation = confine(await this.#confine(), path, command);
    return runBounded({ command, invocation, onOutput, signal });
  }

  async #identify(program: string): Promise<ToolIdentity> {
    const { sha256 } = await this.#find(program);
    const { isolation } = await this.#confine();
    const chunks: Uint8Array[] = [];
    const question = commandOf(program, versionQuestion(program));
    const { stderr } = await this.run(question, (chunk) => void chunks.push(chunk));
    const version = versionIn(`${Buffer.concat(chunks).toString('utf8')}\n${stderr}`);
    if (version === undefined) {
      throw new PortError('tool.failed', `${program} does not say its version`);
    }
    return { name: program, version, sha256, isolation };
  }

  #find(name: string): Promise<FoundProgram> {
    return remember(this.#programs, name, async () => {
      const program = await findProgram(name, this.#options.searchPath ?? foldersOfPath());
      const pin = this.#options.pins?.[name];
      if (pin !== undefined && pin !== program.sha256) {
        throw new PortError('tool.digest-mismatch', `${name} is not the program that was pinned`);
      }
      return program;
    });
  }

  #confine(): Promise<Confinement> {
    this.#confinement ??= this.#firstThatWorks();
    return this.#confinement;
  }

  async #firstThatWorks(): Promise<Confinement> {
    const programs = {
      prlimit: (await this.#find('prlimit')).path,
      bwrap: await this.#pathOrName('bwrap'),
      unshare: await this.#pathOrName('unshare'),
    };
    for (const isolation of this.#options.isolations ?? ISOLATIONS) {
      const confinement = { isolation, programs };
      if (await works(confinement)) return confinement;
    }
    throw new PortError(
      'tool.failed',
      'no permitted way to shut a program in works on this machine',
    );
  }

  async #pathOrName(name: string): Promise<string> {
    try {
      return (await this.#find(name)).path;
    } catch (cause) {
      // Without it the next way is tried, and the results say which one it was.
      if (cause instanceof PortError && cause.code === 'tool.missing') return name;
      throw cause;
    }
  }
}

const foldersOfPath = (): readonly string[] =>
  (process.env['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/'));

async function works(confinement: Confinement): Promise<boolean> {
  const command = commandOf('true', []);
  try {
    const invocation = confine(confinement, '/usr/bin/true', command);
    const { exitCode } = await runBounded({ command, invocation, onOutput: () => undefined });
    return exitCode === 0;
  } catch {
    // Containers often forbid user namespaces: the next way is tried.
    return false;
  }
}

const commandOf = (program: string, words: readonly string[]): ToolCommand => ({
  program,
  arguments: words,
  readable: [],
  limits: PROBE_LIMITS,
});

function refuseWhatIsNotThere(command: ToolCommand): void {
  const paths = [
    ...command.readable,
    ...(command.writable === undefined ? [] : [command.writable]),
  ];
  const missing = paths.find((path) => !existsSync(path));
  if (missing !== undefined) {
    throw new PortError(
      'tool.failed',
      `${command.program} is to read ${missing}, which is not there`,
    );
  }
}

/** Asks once; a failure is forgotten, so that an installation in between is seen. */
function remember<T>(
  memory: Map<string, Promise<T>>,
  key: string,
  ask: () => Promise<T>,
): Promise<T> {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const asked = ask();
  memory.set(key, asked);
  asked.catch(() => memory.delete(key));
  return asked;
}
