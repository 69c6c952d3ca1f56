import type { InstanceSubject } from '@afo/domain';
import type { ContainOptions } from './options.ts';

/** The ARN, in the account of the host, of the profile that it gets in place of its own; undefined where it gets none. */
export const replacementArn = (
  { partition, account }: Pick<InstanceSubject, 'partition' | 'account'>,
  { replacementProfile }: Pick<ContainOptions, 'replacementProfile'>,
): string | undefined =>
  replacementProfile === undefined
    ? undefined
    : `arn:${partition}:iam::${account}:instance-profile/${replacementProfile}`;
