import { ApiError } from '../ebs/api-error.ts';
import type { LedgerSnapshot } from './ledger.ts';
import type { Operation, Request } from './operation.ts';
import { tagsOf } from './tags.ts';

// The EBS user guide, "Copy an Amazon EBS snapshot": a key that is not there for the caller is found out after the
// call has succeeded; the copy then ends in `error` with this message.
const NO_KEY = 'Given key ID is not accessible';

/** CopySnapshot into the caller's account and region. */
export const copySnapshot: Operation = (request) => {
  const { form, caller, ledger } = request;
  const source = ledger.visible(
    form.get('SourceSnapshotId') ?? '',
    caller,
    form.get('SourceRegion') ?? '',
  );
  if (source.state !== 'completed')
    throw new ApiError(400, 'IncorrectState', 'The source snapshot is not completed.');
  mustBeWithinQuota(request);
  mustBeADuration(form.get('CompletionDurationMinutes'));
  const isKeyless = !mayUseKeys(request, source);
  const { snapshot, isLost } = ledger.begin({
    account: caller.account,
    region: caller.region,
    of: source.id,
    image: source.image,
    kmsKey: keyOfCopy(request, source),
    description: form.get('Description') ?? '',
    tags: tagsOf(form),
    isCopy: true,
    ...(isKeyless ? { fails: NO_KEY } : {}),
  });
  return Promise.resolve({ members: { snapshotId: snapshot.id }, isLost });
};

function mustBeWithinQuota({ ledger, caller, quotas }: Request): void {
  const pending = ledger
    .in(caller.region)
    .filter(
      ({ account, isCopy, state }) => account === caller.account && isCopy && state === 'pending',
    );
  if (pending.length >= quotas.copies)
    throw new ApiError(400, 'ResourceLimitExceeded', 'Too many snapshot copies in progress.');
}

function mustBeADuration(text: string | undefined): void {
  const minutes = Number(text ?? 15);
  if (minutes % 15 === 0 && minutes >= 15 && minutes <= 2880) return;
  throw new ApiError(400, 'InvalidParameterValue', 'The completion duration is invalid.');
}

/** Both keys must be there for the caller: the source's to read, and the one that the copy is made under. */
function mayUseKeys(request: Request, source: LedgerSnapshot): boolean {
  const { caller, ledger } = request;
  const copyKey = keyOfCopy(request, source);
  return [
    [source.kmsKey, source.region],
    [copyKey, caller.region],
  ].every(([id, region = '']) => {
    if (id === undefined) return true;
    const key = ledger.keyOf(id, region);
    if (key === undefined) return false;
    const isShared =
      key.manager === 'CUSTOMER' && key.sharedWith?.includes(caller.account) === true;
    return key.account === caller.account || isShared;
  });
}

/** What is encrypted stays so; without a key it is the caller's default key, `aws/ebs`. */
function keyOfCopy({ form, caller, ledger }: Request, source: LedgerSnapshot): string | undefined {
  const named = form.get('KmsKeyId');
  if (named !== undefined) return named;
  if (source.kmsKey === undefined && form.get('Encrypted') !== 'true') return undefined;
  const own = ledger.kmsKeys.find(
    ({ manager, account, region }) =>
      manager === 'AWS' && account === caller.account && region === caller.region,
  );
  return own?.id ?? 'alias/aws/ebs';
}
