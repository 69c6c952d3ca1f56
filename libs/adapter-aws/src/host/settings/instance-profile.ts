import { z } from 'zod';
import { stateAs } from './setting.ts';
import type { HostContext, Setting } from './setting.ts';

const NAME = 'instance.profile';
const schema = z.object({ profile: z.string().min(1).max(2048).nullable() });

/** The instance profile by its ARN, which holds its path (F-21): `{ profile }`, null where there is none. */
export function instanceProfile({ calls }: HostContext): Setting {
  const association = async (instance: string) => {
    const { output } = await calls.call('ec2:DescribeIamInstanceProfileAssociations', {
      Filters: [{ Name: 'instance-id', Values: [instance] }],
    });
    return (output.IamInstanceProfileAssociations ?? []).find(
      ({ InstanceId, State }) =>
        InstanceId === instance && (State === 'associating' || State === 'associated'),
    );
  };
  return {
    name: NAME,
    read: async (instance) => ({
      profile: (await association(instance))?.IamInstanceProfile?.Arn ?? null,
    }),
    set: async (instance, wanted) => {
      const { profile } = stateAs(schema, wanted, NAME);
      const now = await association(instance);
      const AssociationId = now?.AssociationId;
      if (profile === null)
        return AssociationId === undefined
          ? undefined
          : (await calls.call('ec2:DisassociateIamInstanceProfile', { AssociationId })).requestId;
      const IamInstanceProfile = { Arn: profile };
      const answer =
        AssociationId === undefined
          ? await calls.call('ec2:AssociateIamInstanceProfile', {
              InstanceId: instance,
              IamInstanceProfile,
            })
          : await calls.call('ec2:ReplaceIamInstanceProfileAssociation', {
              AssociationId,
              IamInstanceProfile,
            });
      return answer.requestId;
    },
    shown: (_, wanted) => {
      const { profile } = stateAs(schema, wanted, NAME);
      return profile === null
        ? { call: 'ec2:DisassociateIamInstanceProfile', parameters: {} }
        : { call: 'ec2:ReplaceIamInstanceProfileAssociation', parameters: { Arn: profile } };
    },
  };
}
