import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ToolCommand, ToolIdentity } from '@afo/ports';

export type Isolation = ToolIdentity['isolation'];

export interface Invocation {
  readonly file: string;
  readonly arguments: readonly string[];
}

export interface Confinement {
  readonly isolation: Isolation;
  /** Absolute paths of the confining programs. */
  readonly programs: Readonly<Record<'bwrap' | 'unshare' | 'prlimit', string>>;
}

const MERGED = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];
const OPEN_FILES = 4096;

/**
 * The command line that runs `program` shut in. With bubblewrap it sees the system's programs and libraries, its own
 * folder, what the command names, and nothing else; no network, no other process, no capability, nothing to write but
 * its own memory-backed /tmp and the one folder that the command allows.
 */
export function confine(
  confinement: Confinement,
  program: string,
  command: ToolCommand,
): Invocation {
  const limited = limit(confinement, program, command);
  switch (confinement.isolation) {
    case 'bubblewrap':
      return {
        file: confinement.programs.bwrap,
        arguments: [...walls(program, command), '--', ...limited],
      };
    case 'namespaces':
      return {
        file: confinement.programs.unshare,
        // No process namespace: as its first process, a program would not feel the signals that end it.
        arguments: ['--user', '--map-root-user', '--net', '--ipc', '--uts', '--', ...limited],
      };
    case 'limits-only': {
      const [file = confinement.programs.prlimit, ...rest] = limited;
      return { file, arguments: rest };
    }
  }
}

function limit(
  { programs }: Confinement,
  program: string,
  { limits, arguments: words }: ToolCommand,
): readonly string[] {
  return [
    programs.prlimit,
    // Data and not address space: runtimes reserve address space by the gigabyte and never touch it.
    `--data=${limits.memoryBytes}`,
    `--cpu=${Math.ceil(limits.seconds)}`,
    `--fsize=${limits.outputBytes}`,
    `--nofile=${OPEN_FILES}`,
    '--core=0',
    '--',
    program,
    ...words,
  ];
}

function walls(program: string, command: ToolCommand): readonly string[] {
  const environment = Object.entries(environmentOf(command));
  return [
    ...['--unshare-all', '--die-with-parent', '--new-session', '--cap-drop', 'ALL', '--clearenv'],
    ...environment.flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--ro-bind', '/usr', '/usr'],
    ...MERGED.flatMap(systemFolder),
    ...['--ro-bind-try', '/etc/ld.so.cache', '/etc/ld.so.cache'],
    ...['--ro-bind-try', '/etc/alternatives', '/etc/alternatives'],
    ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp'],
    ...[...ownFolder(program), ...command.readable].flatMap((path) => ['--ro-bind', path, path]),
    ...(command.writable === undefined ? [] : ['--bind', command.writable, command.writable]),
    ...['--chdir', '/tmp'],
  ];
}

function systemFolder(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  return lstatSync(path).isSymbolicLink()
    ? ['--symlink', readlinkSync(path), path]
    : ['--ro-bind', path, path];
}

/** A program outside of /usr needs the folder that holds its bin beside its libraries. */
function ownFolder(program: string): readonly string[] {
  if (['/usr/', ...MERGED.map((path) => `${path}/`)].some((path) => program.startsWith(path))) {
    return [];
  }
  return [resolve(dirname(program), '..')];
}

/** Nothing of our own environment reaches a program that reads hostile input: it may hold credentials. */
export const environmentOf = (command: ToolCommand): Readonly<Record<string, string>> => ({
  PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
  LC_ALL: 'C.UTF-8',
  TZ: 'UTC',
  HOME: '/tmp',
  ...command.environment,
});
