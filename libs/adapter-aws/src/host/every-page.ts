import { PortError } from '@afo/ports';
import type { HostCalls, In, Operation, Out } from './host-calls.ts';
import { ask } from './inventory/ask.ts';
import type { NextPage } from './inventory/ask.ts';

/**
 * All answers of a paged operation; what is changed because of them must not rest on a part.
 * @throws PortError `aws.*`; `aws.unavailable` (retryable) where they are not the whole
 */
export async function everyPage<K extends Operation>(
  calls: HostCalls,
  [operation, input]: readonly [K, In<K>],
  next: NextPage<K>,
): Promise<readonly Out<K>[]> {
  const { answers, gap, error } = await ask(calls, [operation, input], { next, pages: 1_000 });
  if (error !== undefined) throw error;
  if (gap === undefined) return answers;
  throw new PortError('aws.unavailable', `${operation}: ${gap}`, { retryable: true });
}
