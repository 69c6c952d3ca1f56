import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { PortError } from '@afo/ports';
import type { ToolCommand, ToolIdentity, ToolResult, ToolRunner } from '@afo/ports';

/** Runs programs without walls: what a test needs of the port. The real one is tested where it is. */
export class PlainRunner implements ToolRunner {
  /** Programs that are said to be missing. */
  readonly #missing: readonly string[];
  readonly commands: ToolCommand[] = [];

  constructor(missing: readonly string[] = []) {
    this.#missing = missing;
  }

  identify(name: string): Promise<ToolIdentity> {
    if (this.#missing.includes(name))
      return Promise.reject(new PortError('tool.missing', `${name} is missing`));
    return Promise.resolve({
      name,
      version: '0',
      sha256: '0'.repeat(64),
      isolation: 'limits-only',
    });
  }

  async run(
    command: ToolCommand,
    onOutput: (chunk: Uint8Array) => void | Promise<void>,
    signal?: AbortSignal,
  ): Promise<ToolResult> {
    if (this.#missing.includes(command.program))
      throw new PortError('tool.missing', `${command.program} is missing`);
    this.commands.push(command);
    const file = command.program === 'node' ? process.execPath : command.program;
    const child = spawn(file, command.arguments, {
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
      env: { ...process.env, TZ: 'UTC' },
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const closed = once(child, 'close') as Promise<[number | null]>;
    for await (const chunk of child.stdout) await onOutput(chunk as Buffer);
    const [exitCode] = await closed;
    return { exitCode: exitCode ?? 255, stderr };
  }
}

/** True when the machine has a program; what a test cannot run it must say and count. */
export function hasProgram(name: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
