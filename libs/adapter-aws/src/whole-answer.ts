import { PortError } from '@afo/ports';

/**
 * A member that an answer of AWS always has. Where it is missing the answer is not whole, and must not pass for "there
 * is nothing" or "it is done".
 * @throws PortError `aws.unavailable`
 */
export function always<T>(member: T | undefined, doing: string): T {
  if (member === undefined)
    throw new PortError('aws.unavailable', `the answer of AWS is not whole while ${doing}`, {
      retryable: true,
    });
  return member;
}
