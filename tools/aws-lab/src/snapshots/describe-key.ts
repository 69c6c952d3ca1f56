import { ApiError } from '../ebs/api-error.ts';
import type { Principal } from '../ebs/principal.ts';
import type { Ledger } from './ledger.ts';

/** DescribeKey of KMS, for those who may: a snapshot names its key, and only the key says who manages it. */
export function describeKey(body: string, caller: Principal, ledger: Ledger): object {
  const { KeyId } = parsed(body);
  const key = ledger.keyOf(KeyId, caller.region);
  const isKnown = key?.account === caller.account || key?.sharedWith?.includes(caller.account);
  if (key === undefined || isKnown !== true)
    throw new ApiError(400, 'NotFoundException', 'The key does not exist');
  return {
    KeyMetadata: { KeyId: key.id, KeyManager: key.manager, KeyState: 'Enabled', Enabled: true },
  };
}

function parsed(body: string): { readonly KeyId: string } {
  const value: unknown = JSON.parse(body);
  const id: unknown =
    typeof value === 'object' && value !== null ? Reflect.get(value, 'KeyId') : '';
  return { KeyId: typeof id === 'string' ? id : '' };
}
