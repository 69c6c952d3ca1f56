import { spawn } from 'node:child_process';
import { SampleHostError } from '../errors.ts';

export interface ProgramRun {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a program of e2fsprogs and gives what it printed; anything but exit code 0 is an error. */
export async function runProgram(run: ProgramRun): Promise<string> {
  const child = spawn(run.program, run.arguments, {
    stdio: ['ignore', 'pipe', 'pipe'],
    // An ordinary user has no sbin on the path, but may run what is there.
    env: {
      PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`,
      LC_ALL: 'C',
      TZ: 'UTC',
      ...run.environment,
    },
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (cause) => {
      const message = `${run.program} cannot be run; install e2fsprogs`;
      reject(new SampleHostError('sample-host.tool-missing', message, { cause }));
    });
    child.on('close', resolve);
  });
  const output = Buffer.concat(chunks).toString('latin1');
  if (code !== 0) {
    const message = `${run.program} ended with ${String(code)}: ${output.slice(-500)}`;
    throw new SampleHostError('sample-host.tool-failed', message);
  }
  return output;
}
