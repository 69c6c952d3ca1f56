import { PipelineError } from '../errors.ts';

/** Longest line of a results file; a longer one is damage. */
const LONGEST = 16_777_216;

/**
 * Lines of UTF-8, each ended by a line feed and by nothing else: U+2028 and lone carriage returns may stand inside
 * JSON. @throws PipelineError `evidence.digest-mismatch` for what is not UTF-8 or has no end
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoded(decoder, chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
    if (rest.length > LONGEST) throw damaged('a line without an end');
  }
  rest += decoded(decoder);
  if (rest !== '') yield rest;
}

function decoded(decoder: InstanceType<typeof TextDecoder>, chunk?: Uint8Array): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch (cause) {
    throw damaged('bytes that are not UTF-8', cause);
  }
}

const damaged = (what: string, cause?: unknown): PipelineError =>
  new PipelineError('evidence.digest-mismatch', `a results file holds ${what}`, { cause });
