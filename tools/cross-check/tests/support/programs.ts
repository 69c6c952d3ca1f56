import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program in a folder, without a shell. */
export function run(program: string, parameters: readonly string[], folder: string): Ran {
  const { status, stdout, stderr, error } = spawnSync(program, parameters, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly', LC_ALL: 'C' },
  });
  // A program that could not be started has no output.
  return error === undefined
    ? { status, stdout, stderr }
    : { status: null, stdout: '', stderr: error.message };
}

/** Runs a program that must succeed, and gives its output. */
export function runWell(program: string, parameters: readonly string[], folder: string): string {
  const { status, stdout, stderr } = run(program, parameters, folder);
  if (status !== 0) throw new Error(`${program} ${parameters.join(' ')}: ${stderr}${stdout}`);
  return stdout;
}

const has = (program: string, ...parameters: string[]): boolean =>
  run(program, parameters, '.').status === 0;

const goFolder = fileURLToPath(new URL('../../go/', import.meta.url));
const python = fileURLToPath(new URL('../../../../.tools/venv/bin/python', import.meta.url));

export const go = {
  folder: goFolder,
  missing:
    reasonOf(has('go', 'version'), 'go is not installed') ??
    reasonOf(
      run('go', ['mod', 'download'], goFolder).status === 0,
      'the Go modules cannot be fetched',
    ),
};
export const openssl = { missing: reasonOf(has('openssl', 'version'), 'openssl is not installed') };
export const zstd = { missing: reasonOf(has('zstd', '--version'), 'zstd is not installed') };
export const bagit = {
  python,
  missing: reasonOf(
    existsSync(python) && has(python, '-c', 'import bagit'),
    'bagit is not installed in .tools/venv',
  ),
};

/** The name of a group of tests; when it is skipped, with the reason. */
export const group = (name: string, missing: string | undefined): string =>
  missing === undefined ? name : `${name} [skipped: ${missing}]`;

function reasonOf(isThere: boolean, reason: string): string | undefined {
  return isThere ? undefined : reason;
}
