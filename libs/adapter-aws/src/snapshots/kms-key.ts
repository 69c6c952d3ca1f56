import { PortError } from '@afo/ports';
import type { HostCalls } from '../host/host-calls.ts';

/**
 * True for a key that AWS manages, such as `aws/ebs`: what is encrypted under it cannot be shared with another account.
 * @throws PortError `aws.*`
 */
export async function isKeyOfAws({ call }: HostCalls, kmsKey: string): Promise<boolean> {
  const { output } = await call('kms:DescribeKey', { KeyId: kmsKey });
  const manager = output.KeyMetadata?.KeyManager;
  if (manager === undefined)
    throw new PortError('aws.unavailable', 'KMS does not say who manages the key of a snapshot', {
      retryable: true,
    });
  return manager === 'AWS';
}

/** True when the ARN that a snapshot names is that key, given as an ARN or an id. An alias is never known to be it. */
export const isKey = (arn: string, key: string): boolean => arn === key || arn.endsWith(`/${key}`);
