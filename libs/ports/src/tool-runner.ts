/** A program to run on hostile input. No shell ever sees an argument. */
export interface ToolCommand {
  /** Program name as the tool manifest lists it, e.g. `fls`. */
  readonly program: string;
  readonly arguments: readonly string[];
  /** Files and folders that it may read, by path on this machine; everything else is out of its sight. */
  readonly readable: readonly string[];
  /** One folder that it may write, if any. */
  readonly writable?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: Uint8Array;
  readonly limits: {
    readonly seconds: number;
    readonly memoryBytes: number;
    readonly outputBytes: number;
  };
}

/** How well a run was shut in; `isolation: 'limits-only'` must be told in the results, never passed over. */
export interface ToolIdentity {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  readonly isolation: 'bubblewrap' | 'namespaces' | 'limits-only';
}

export interface ToolResult {
  readonly exitCode: number;
  readonly stderr: string;
}

/**
 * Runs pinned programs: no network, limits on time, memory and output, no shell, a clean environment.
 *
 * MUST: throw `tool.missing`, `tool.timed-out`, `tool.output-limit`, `tool.memory-limit`, or `tool.failed` when a
 * signal ended it; stream standard output (bounded memory); report the true exit code. MUST NOT return a truncated
 * output as whole (F-10).
 */
export interface ToolRunner {
  identify(program: string): Promise<ToolIdentity>;
  /** Runs the program; `onOutput` gets the chunks of standard output in order and may slow it down. */
  run(
    command: ToolCommand,
    onOutput: (chunk: Uint8Array) => void | Promise<void>,
    signal?: AbortSignal,
  ): Promise<ToolResult>;
}
