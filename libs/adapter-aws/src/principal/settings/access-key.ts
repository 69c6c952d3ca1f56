import { PortError } from '@afo/ports';
import { z } from 'zod';
import { everyPage } from '../../host/every-page.ts';
import type { HostCalls } from '../../host/host-calls.ts';
import { nextMarker } from '../../host/inventory/pages.ts';
import { found, stateAs } from '../../host/settings/setting.ts';
import type { Setting } from '../../host/settings/setting.ts';
import type { PrincipalContext } from '../principal-context.ts';

const NAME = 'access-key.status';
const schema = z.object({ status: z.enum(['Active', 'Inactive', 'Expired']) });

/** An access key of the user, and whether it is in use: `{ status }`. The resource is the key's id. */
export function accessKeyStatus({ calls, subject: { id: UserName } }: PrincipalContext): Setting {
  return {
    name: NAME,
    read: async (key) => {
      const keys = await accessKeysOf(calls, UserName);
      const { status } = found(
        keys.find(({ id }) => id === key),
        `access key ${key} of user ${UserName}`,
      );
      return { status };
    },
    set: async (AccessKeyId, wanted) => {
      const { status: Status } = stateAs(schema, wanted, NAME);
      return (await calls.call('iam:UpdateAccessKey', { UserName, AccessKeyId, Status })).requestId;
    },
    shown: (_, wanted) => ({
      call: 'iam:UpdateAccessKey',
      global: true,
      parameters: { UserName, Status: stateAs(schema, wanted, NAME).status },
    }),
  };
}

export interface AccessKey {
  readonly id: string;
  readonly status: 'Active' | 'Inactive' | 'Expired';
}

/** Every key of a user. @throws PortError `aws.*`; also where IAM names one without its state: none is left out */
export async function accessKeysOf(
  calls: HostCalls,
  UserName: string,
): Promise<readonly AccessKey[]> {
  const answers = await everyPage(calls, ['iam:ListAccessKeys', { UserName }], nextMarker);
  return answers
    .flatMap(({ AccessKeyMetadata }) => AccessKeyMetadata ?? [])
    .map(({ AccessKeyId: id, Status: status }) => {
      if (id !== undefined && status !== undefined) return { id, status };
      throw new PortError('aws.unavailable', `IAM names a key of ${UserName} without its state`, {
        retryable: true,
      });
    });
}
