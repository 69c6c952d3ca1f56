import type { CaseId, EvidenceId, Sha256 } from '@afo/domain';
import { caseIdSchema, evidenceIdSchema } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { VaultAddress } from '@afo/ports';

const KEY = /^cases\/([^/]+)\/([^/]+)\/([0-9a-f]{16})-([A-Za-z0-9._-]{1,128})$/;

/** The key of an object (docs/spec/evidence-item.md §9). @throws PortError `vault.unavailable` for no plain name */
export function keyOf(
  address: Pick<VaultAddress, 'case' | 'item' | 'name'>,
  sha256: Sha256,
): string {
  const key = `cases/${address.case}/${address.item}/${sha256.slice(0, 16)}-${address.name}`;
  placeOf(key);
  return key;
}

/** Whose object it is. A key becomes a path, so whatever is not exactly a key is refused here. */
export function placeOf(key: string): { readonly case: CaseId; readonly item: EvidenceId } {
  const parts = KEY.exec(key);
  const caseId = caseIdSchema.safeParse(parts?.[1]);
  const item = evidenceIdSchema.safeParse(parts?.[2]);
  if (!caseId.success || !item.success)
    throw new PortError('vault.not-found', 'not a key that this vault can hold');
  return { case: caseId.data, item: item.data };
}

/** Refuses a name that would not make a key, before anything is written. */
export function checkAddress(address: VaultAddress): void {
  placeOf(`cases/${address.case}/${address.item}/0000000000000000-${address.name}`);
}
