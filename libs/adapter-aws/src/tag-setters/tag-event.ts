import type { SubjectTag, TagSetter } from '@afo/ports';
import { z } from 'zod';

const TAGGING = ['CreateTags', 'DeleteTags', 'RunInstances'] as const;
type Tagging = (typeof TAGGING)[number];

/**
 * What one event of CloudTrail says of a tag; undefined where it is not about it. An event that changed the tag to
 * something else, took it off, or cannot be read leaves the setter unknown: what came before no longer counts.
 */
export function setterIn(
  name: string | undefined,
  json: string | undefined,
  tag: SubjectTag,
): TagSetter | undefined {
  const tagging = TAGGING.find((one) => one === name);
  if (tagging === undefined) return undefined;
  const event = eventOf(json);
  if (event === undefined)
    return { unknown: `CloudTrail has an event ${tagging} of no known form` };
  // A call that was refused, or only tried, changed nothing; other services have a CreateTags too.
  if (event.errorCode !== undefined || !event.eventSource.startsWith('ec2.')) return undefined;
  const change = changeOf(tagging, event, tag);
  if (change === undefined) return undefined;
  if (change.value !== tag.value)
    return { unknown: `${tagging} changed the tag since, as CloudTrail tells it` };
  const arn = principalOf(event);
  return arn === undefined ? { unknown: 'CloudTrail does not name who set it' } : { arn };
}

const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item).default([]) }).default({ items: [] });
const tagSchema = z.object({ key: z.string(), value: z.string().optional() });

/** The members of an event of EC2 that matter here (user guide of CloudTrail, "record contents"). */
const eventSchema = z.object({
  eventSource: z.string(),
  errorCode: z.string().optional(),
  userIdentity: z.object({
    type: z.string(),
    arn: z.string().optional(),
    sessionContext: z
      .object({ sessionIssuer: z.object({ arn: z.string().optional() }).optional() })
      .optional(),
  }),
  requestParameters: z
    .object({
      resourcesSet: listOf(z.object({ resourceId: z.string() })),
      tagSet: listOf(tagSchema),
      tagSpecificationSet: listOf(
        z.object({ resourceType: z.string(), tags: z.array(tagSchema).default([]) }),
      ),
    })
    .nullish(),
});
type TrailEvent = z.infer<typeof eventSchema>;

function eventOf(json: string | undefined): TrailEvent | undefined {
  try {
    return eventSchema.safeParse(JSON.parse(json ?? '')).data;
  } catch {
    return undefined;
  }
}

/** The value that the tag of the instance got, undefined in it where it was taken off. */
function changeOf(
  name: Tagging,
  { requestParameters }: TrailEvent,
  { subject, key }: SubjectTag,
): { readonly value: string | undefined } | undefined {
  // Nothing is known of an event without parameters but that it was there.
  if (requestParameters === undefined || requestParameters === null) return { value: undefined };
  const { resourcesSet, tagSet, tagSpecificationSet } = requestParameters;
  if (name === 'RunInstances') {
    const ofInstances = tagSpecificationSet.items.filter(
      ({ resourceType }) => resourceType === 'instance',
    );
    return valueIn(
      ofInstances.flatMap(({ tags }) => tags),
      key,
    );
  }
  if (!resourcesSet.items.some(({ resourceId }) => resourceId === subject.id)) return undefined;
  if (name === 'CreateTags') return valueIn(tagSet.items, key);
  // DeleteTags without tags takes all of them off.
  const taken = tagSet.items.length === 0 || tagSet.items.some((one) => one.key === key);
  return taken ? { value: undefined } : undefined;
}

function valueIn(
  tags: readonly z.infer<typeof tagSchema>[],
  key: string,
): { readonly value: string } | undefined {
  const tag = tags.find((one) => one.key === key);
  return tag === undefined ? undefined : { value: tag.value ?? '' };
}

/** The role of a session, not the session: whoever takes a role names its session as he likes. */
const principalOf = ({ userIdentity }: TrailEvent): string | undefined =>
  userIdentity.type === 'AssumedRole'
    ? userIdentity.sessionContext?.sessionIssuer?.arn
    : userIdentity.arn;
