import { isAfoError } from '@afo/domain';
import type { SubjectTag, TagSetter, TagSetters } from '@afo/ports';
import type { AwsConfig } from '../clients.ts';
import type { HostCalls, Out } from '../host/host-calls.ts';
import { ask } from '../host/inventory/ask.ts';
import { nextToken } from '../host/inventory/pages.ts';
import { openHostCalls } from '../host/sdk-host-calls.ts';
import { setterIn } from './tag-event.ts';

export interface TrailTagSettersConfig {
  /** Settings for clients that may look into the trail of an account and region. */
  readonly enter: (account: string, region: string) => AwsConfig;
}

/** Of 50 events each, two questions a second (API reference, LookupEvents). Whoever fills more hides nothing by it. */
const PAGES = 10;

/** A finding waits for the answer. */
const PATIENCE = { answerMs: 10_000, attempts: 3 } as const;

/**
 * Who set a tag of an EC2 instance, by the event history of CloudTrail in the instance's account and region: management
 * events of the last 90 days, minutes after they happened. A tag that is older, was put on by a launch template, or was
 * changed since is of an unknown setter.
 */
export const trailTagSetters = ({ enter }: TrailTagSettersConfig): TagSetters => ({
  async setterOf(tag) {
    const { subject } = tag;
    if (subject.kind !== 'ec2-instance')
      return { unknown: 'only tags of EC2 instances are looked up' };
    const calls = openHostCalls({ ...enter(subject.account, subject.region), ...PATIENCE });
    try {
      return await lookUp(calls, tag);
    } catch (error) {
      if (!isAfoError(error)) throw error;
      return { unknown: `CloudTrail was not asked (${error.code})` };
    } finally {
      calls.close();
    }
  },
});

async function lookUp(calls: HostCalls, tag: SubjectTag): Promise<TagSetter> {
  const { answers, gap } = await ask(
    calls,
    [
      'cloudtrail:LookupEvents',
      { LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: tag.subject.id }] },
    ],
    {
      next: (answer, asked) =>
        setterOn(answer, tag) === undefined ? nextToken(answer, asked) : undefined,
      pages: PAGES,
    },
  );
  for (const answer of answers) {
    const setter = setterOn(answer, tag);
    if (setter !== undefined) return setter;
  }
  if (gap !== undefined) return { unknown: `CloudTrail was not read to the end (${gap})` };
  return { unknown: 'no event of the last 90 days tells it' };
}

/** What a page says, whose events come newest first; undefined where none of them is about the tag. */
function setterOn(
  { Events }: Out<'cloudtrail:LookupEvents'>,
  tag: SubjectTag,
): TagSetter | undefined {
  if (Events === undefined) return { unknown: 'the answer of CloudTrail is not whole' };
  for (const { EventName, CloudTrailEvent } of Events) {
    const setter = setterIn(EventName, CloudTrailEvent, tag);
    if (setter !== undefined) return setter;
  }
  return undefined;
}
