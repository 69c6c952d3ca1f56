import { z } from 'zod';
import { stateAs } from './setting.ts';
import type { HostContext, Setting } from './setting.ts';

const NAME = 'instance.tag';
const schema = z.object({ value: z.string().max(256).nullable() });

/** One tag of an instance: `{ value }`, null where it has none. The resource is `i-…#key`. */
export function instanceTag({ calls }: HostContext): Setting {
  return {
    name: NAME,
    read: async (resource) => {
      const [instance, key] = parts(resource);
      const { output } = await calls.call('ec2:DescribeTags', {
        Filters: [
          { Name: 'resource-id', Values: [instance] },
          { Name: 'key', Values: [key] },
        ],
      });
      const tag = output.Tags?.find(
        ({ Key, ResourceId }) => Key === key && ResourceId === instance,
      );
      return { value: tag === undefined ? null : (tag.Value ?? '') };
    },
    set: async (resource, wanted) => {
      const [instance, key] = parts(resource);
      const { value } = stateAs(schema, wanted, NAME);
      const answer =
        value === null
          ? await calls.call('ec2:DeleteTags', { Resources: [instance], Tags: [{ Key: key }] })
          : await calls.call('ec2:CreateTags', {
              Resources: [instance],
              Tags: [{ Key: key, Value: value }],
            });
      return answer.requestId;
    },
    shown: (resource, wanted) => {
      const [instance, key] = parts(resource);
      const { value } = stateAs(schema, wanted, NAME);
      return {
        call: value === null ? 'ec2:DeleteTags' : 'ec2:CreateTags',
        resource: instance,
        parameters: { [key]: value ?? '' },
      };
    },
  };
}

export const tagResource = (instance: string, key: string): string => `${instance}#${key}`;

function parts(resource: string): readonly [instance: string, key: string] {
  const at = resource.indexOf('#');
  return [resource.slice(0, at), resource.slice(at + 1)];
}
