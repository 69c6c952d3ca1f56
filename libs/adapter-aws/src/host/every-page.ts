import { PortError } from '@afo/ports';
import type { HostCalls, In, Operation, Out } from './host-calls.ts';

const MOST_PAGES = 100;

/**
 * All answers of a paged operation; what is changed because of them must not rest on a part.
 * @throws PortError `aws.*`; `aws.unavailable` where the pages do not end
 */
export async function everyPage<K extends Operation>(
  { call }: HostCalls,
  [operation, input]: readonly [K, In<K>],
  next: (answer: Out<K>) => Partial<In<K>> | undefined,
): Promise<readonly Out<K>[]> {
  const answers: Out<K>[] = [];
  let more: Partial<In<K>> | undefined = {};
  while (more !== undefined) {
    if (answers.length >= MOST_PAGES)
      throw new PortError('aws.unavailable', `the pages of ${operation} do not end`);
    const { output }: { output: Out<K> } = await call(operation, { ...input, ...more });
    answers.push(output);
    more = next(output);
  }
  return answers;
}

/** Pages of EC2 and Auto Scaling; an empty token ends them like none. */
export const byNextToken = (answer: {
  readonly NextToken?: string | undefined;
}): { NextToken: string } | undefined =>
  answer.NextToken === undefined || answer.NextToken === ''
    ? undefined
    : { NextToken: answer.NextToken };

/** Pages of Elastic Load Balancing. */
export const byNextMarker = (answer: {
  readonly NextMarker?: string | undefined;
}): { Marker: string } | undefined =>
  answer.NextMarker === undefined || answer.NextMarker === ''
    ? undefined
    : { Marker: answer.NextMarker };

/** Pages of IAM. */
export const byMarker = (answer: {
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}): { Marker: string } | undefined =>
  answer.IsTruncated === true && answer.Marker !== undefined
    ? { Marker: answer.Marker }
    : undefined;
