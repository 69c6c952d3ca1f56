import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { ToolCommand, ToolResult, ToolRunner } from '@afo/ports';
import { AnalysisError } from '../errors.ts';

export interface ProgramCall {
  readonly tools: ToolRunner;
  readonly command: ToolCommand;
  readonly signal: AbortSignal;
  /** Exit codes after which the output may be used. Default: 0 only. */
  readonly accept?: (result: ToolResult) => boolean;
  /** Hears how an accepted run ended. */
  readonly onEnd?: (result: ToolResult) => void;
}

/**
 * The standard output of a program as it comes. Ends normally only when the program did: whoever has read to the end
 * has the whole output of a program that says it succeeded (F-06, F-10).
 */
export async function* outputOf(call: ProgramCall): AsyncGenerator<Uint8Array, void, undefined> {
  const stream = new PassThrough();
  const stop = new AbortController();
  const run = runInto(stream, call, AbortSignal.any([call.signal, stop.signal]));
  try {
    for await (const chunk of stream) yield toBytes(chunk);
  } finally {
    stop.abort();
    await run;
  }
}

async function runInto(stream: PassThrough, call: ProgramCall, signal: AbortSignal): Promise<void> {
  const { tools, command, accept = succeeded } = call;
  try {
    const result = await tools.run(
      command,
      async (chunk) => {
        if (!stream.write(chunk)) await once(stream, 'drain', { signal });
      },
      signal,
    );
    if (!accept(result)) throw refused(command, result);
    call.onEnd?.(result);
    stream.end();
  } catch (cause) {
    stream.destroy(cause instanceof Error ? cause : new Error(String(cause)));
  }
}

const succeeded = ({ exitCode }: ToolResult): boolean => exitCode === 0;

function refused({ program }: ToolCommand, { exitCode, stderr }: ToolResult): AnalysisError {
  const said = stderr.trim().slice(0, 300);
  return new AnalysisError(
    'analysis.program-refused',
    `${program} ended with ${exitCode}${said === '' ? '' : `: ${said}`}`,
  );
}

function toBytes(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  throw new AnalysisError(
    'analysis.output-not-understood',
    'a stream of bytes gave something else',
  );
}
