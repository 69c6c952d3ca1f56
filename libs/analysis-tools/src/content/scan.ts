import { createRequire } from 'node:module';
import { realpathSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { ToolCommand, ToolRunner } from '@afo/ports';
import { AnalysisError } from '../errors.ts';
import { linesOf, textOfLine } from '../program/lines.ts';
import { outputOf } from '../program/output.ts';
import { readySchema, scanAnswerSchema } from './scan-protocol.ts';
import type { ScanAnswer } from './scan-protocol.ts';

const HOUR = 3600;
const LIMITS = { seconds: 12 * HOUR, memoryBytes: 2 * 2 ** 30, outputBytes: 16 * 2 ** 30 };

export interface ScanRequest {
  /** The image, or another file, that the runs point into. */
  readonly image: string;
  /** File with the orders, a line of JSON each. */
  readonly ordersFile: string;
  /** The ids of the orders, in the order of the file. */
  readonly ids: Iterable<number>;
  readonly ruleFiles: readonly string[];
  readonly tools: ToolRunner;
  readonly signal: AbortSignal;
}

/** Answers of the scanning program, one for each order and in their order; throws when one is missing (F-06). */
export async function* scan(request: ScanRequest): AsyncGenerator<ScanAnswer, void, undefined> {
  const lines = linesOf(outputOf({ ...request, command: commandOf(request) }));
  const ids = request.ids[Symbol.iterator]();
  let ready = false;
  for await (const { text } of lines) {
    const said: unknown = JSON.parse(textOfLine(text));
    if (ready) yield checked(scanAnswerSchema.parse(said), ids.next());
    else ready = readySchema.parse(said).ready;
  }
  if (!ready || ids.next().done !== true) {
    throw new AnalysisError('analysis.output-cut-off', 'the scanning program left files out');
  }
}

function checked(answer: ScanAnswer, expected: IteratorResult<number>): ScanAnswer {
  if (expected.done !== true && answer.id === expected.value) return answer;
  throw new AnalysisError(
    'analysis.output-not-understood',
    'the scanning program answered another order',
  );
}

function commandOf({ image, ordersFile, ruleFiles }: ScanRequest): ToolCommand {
  const program = programFile();
  const module = yaraModule();
  return {
    program: 'node',
    arguments: ['--no-warnings', program, image, ordersFile, module.path, ...ruleFiles],
    readable: [dirname(program), image, ordersFile, ...module.folders, ...ruleFiles],
    limits: LIMITS,
  };
}

/** The program lies beside this file, in the sources as in the build. */
function programFile(): string {
  const here = fileURLToPath(import.meta.url);
  return join(dirname(here), `scan-program${extname(here)}`);
}

/** The version of the YARA-X module that scans. */
export function yaraVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)('@litko/yara-x/package.json');
  return z.object({ version: z.string() }).parse(manifest).version;
}

/** YARA-X is a module of two packages: one picks the native code of the platform, the other is it. */
function yaraModule(): { readonly path: string; readonly folders: readonly string[] } {
  const path = createRequire(import.meta.url).resolve('@litko/yara-x');
  const platform = `@litko/yara-x-${process.platform}-${process.arch}-gnu`;
  try {
    const native = createRequire(path).resolve(platform);
    return { path, folders: [dirname(dirname(path)), dirname(realpathSync(native))] };
  } catch (cause) {
    const message = `YARA-X has no build for ${process.platform} ${process.arch}`;
    throw new AnalysisError('analysis.program-refused', message, { cause });
  }
}
