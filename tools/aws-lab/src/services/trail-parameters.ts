import { z } from 'zod';
import type { LabCall } from '../gateway/call-log.ts';

const tags = z.array(z.object({ Key: z.string(), Value: z.string().optional() })).optional();
const taggingSchema = z.object({
  ResourceId: z.array(z.string()).optional(),
  Tag: tags,
  TagSpecification: z.array(z.object({ ResourceType: z.string(), Tag: tags })).optional(),
});

/** Parameters of a call as CloudTrail writes them, for the calls of EC2 that set tags; of others as they came. */
export function trailParametersOf({ service, operation, parameters }: LabCall): unknown {
  if (service !== 'ec2' || !['CreateTags', 'DeleteTags', 'RunInstances'].includes(operation))
    return parameters;
  const call = taggingSchema.safeParse(parameters).data ?? {};
  if (operation === 'RunInstances')
    return {
      tagSpecificationSet: {
        items: (call.TagSpecification ?? []).map(({ ResourceType, Tag }) => ({
          resourceType: ResourceType,
          tags: trailTags(Tag),
        })),
      },
    };
  return {
    resourcesSet: { items: (call.ResourceId ?? []).map((resourceId) => ({ resourceId })) },
    tagSet: { items: trailTags(call.Tag) },
  };
}

const trailTags = (list: z.infer<typeof tags> = []): readonly object[] =>
  list.map(({ Key, Value }) => ({ key: Key, ...(Value === undefined ? {} : { value: Value }) }));
