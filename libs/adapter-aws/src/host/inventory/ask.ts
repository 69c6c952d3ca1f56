import { PortError } from '@afo/ports';
import type { PortErrorCode } from '@afo/ports';
import type { HostCalls, In, Operation, Out } from '../host-calls.ts';

/** One call with its answer, or with the error that came in place of one. */
export interface AskedCall<K extends Operation> {
  readonly parameters: In<K>;
  readonly requestId?: string;
  readonly answer?: Out<K>;
  readonly failed?: { readonly code: PortErrorCode; readonly message: string };
}

/** A question to a control plane: the calls that it took, and whether their answers are the whole. */
export interface Asked<K extends Operation> {
  readonly operation: K;
  readonly calls: readonly AskedCall<K>[];
  /** The answers that came, in order. */
  readonly answers: readonly Out<K>[];
  /** Why the answers are not the whole, in words; absent where they are. */
  readonly gap?: string;
  /** The error of a call, where the gap is one. */
  readonly error?: PortError;
}

/** The parameters of the next page, or undefined where there is none. */
export type NextPage<K extends Operation> = (answer: Out<K>, asked: In<K>) => In<K> | undefined;

export interface Asking<K extends Operation> {
  readonly next?: NextPage<K>;
  /** Most pages that are asked for; the rest is a gap. */
  readonly pages?: number;
  /** What the answers should speak of, and what they do: an answer that leaves something out is a gap. */
  readonly expected?: {
    readonly ids: readonly string[];
    readonly found: (answer: Out<K>) => readonly (string | undefined)[];
  };
}

const MOST_PAGES = 50;

/** Asks, page by page. What AWS refuses is part of what is given back; a fault of this program is thrown. */
export async function ask<K extends Operation>(
  { call }: HostCalls,
  [operation, input]: readonly [K, In<K>],
  { next, pages = MOST_PAGES, expected }: Asking<K> = {},
): Promise<Asked<K>> {
  const calls: AskedCall<K>[] = [];
  const seen = new Set<string>();
  const asked = (end: { readonly gap?: string; readonly error?: PortError } = {}): Asked<K> => ({
    operation,
    calls,
    answers: calls.flatMap(({ answer }) => (answer === undefined ? [] : [answer])),
    ...end,
  });
  for (let page: In<K> | undefined = input; page !== undefined;) {
    const parameters: In<K> = page;
    const key = JSON.stringify(parameters);
    if (seen.has(key)) return asked({ gap: 'the same page was named as the next one again' });
    if (calls.length >= pages)
      return asked({ gap: `only the first ${pages} pages were asked for` });
    seen.add(key);
    const got = await attempt(() => call(operation, parameters));
    if (got instanceof PortError) {
      calls.push({ parameters, failed: { code: got.code, message: got.message } });
      return asked({ gap: got.code, error: got });
    }
    const { output, requestId } = got;
    calls.push({ parameters, answer: output, ...(requestId === undefined ? {} : { requestId }) });
    page = next?.(output, parameters);
  }
  const whole = asked();
  return { ...whole, ...missing(whole.answers, expected) };
}

/** Several questions of one operation as one: whole where each of them is. */
export function joined<K extends Operation>(operation: K, all: readonly Asked<K>[]): Asked<K> {
  const { gap, error } = all.find((one) => one.gap !== undefined) ?? {};
  return {
    operation,
    calls: all.flatMap(({ calls }) => calls),
    answers: all.flatMap(({ answers }) => answers),
    ...(gap === undefined ? {} : { gap }),
    ...(error === undefined ? {} : { error }),
  };
}

function missing<K extends Operation>(
  answers: readonly Out<K>[],
  expected: Asking<K>['expected'],
): { readonly gap?: string } {
  if (expected === undefined) return {};
  const found = new Set(answers.flatMap((answer) => expected.found(answer)));
  const left = expected.ids.filter((id) => !found.has(id));
  return left.length === 0 ? {} : { gap: `the answer leaves out ${left.join(', ')}` };
}

async function attempt<T>(act: () => Promise<T>): Promise<T | PortError> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof PortError) return error;
    throw error;
  }
}
