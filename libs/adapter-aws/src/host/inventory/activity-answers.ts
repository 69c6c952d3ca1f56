import type { HostCalls } from '../host-calls.ts';
import type { Answered } from './answered.ts';
import { ask } from './ask.ts';
import type { Instance } from './instance.ts';
import { nextToken } from './pages.ts';

/**
 * CloudTrail answers two such questions a second and 50 events each (API reference, LookupEvents). What is older than
 * these pages is a gap of the record; whole trails are a log source of their own.
 */
const PAGES = 10;

/** The latest API activity that names the instance. */
export async function* activityAnswers(
  calls: HostCalls,
  { id }: Instance,
): AsyncGenerator<Answered> {
  yield {
    resource: id,
    asked: await ask(
      calls,
      [
        'cloudtrail:LookupEvents',
        { LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: id }] },
      ],
      { next: nextToken, pages: PAGES },
    ),
  };
}
