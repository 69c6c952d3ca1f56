import type { CaseId, EvidenceId, Sha256 } from '@afo/domain';
import { caseIdSchema, evidenceIdSchema } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { VaultAddress } from '@afo/ports';

const KEY = /^cases\/([^/]+)\/([^/]+)\/([0-9a-f]{16})-([A-Za-z0-9._-]{1,128})$/;

/** The key of an object (docs/spec/evidence-item.md §9). */
export const keyOf = (address: VaultAddress, sha256: Sha256): string =>
  `cases/${address.case}/${address.item}/${sha256.slice(0, 16)}-${address.name}`;

/** Whose object it is, and how its digest begins. @throws PortError `vault.not-found` for whatever is no key */
export function placeOf(key: string): {
  readonly case: CaseId;
  readonly item: EvidenceId;
  readonly digest: string;
} {
  const parts = KEY.exec(key);
  const caseId = caseIdSchema.safeParse(parts?.[1]);
  const item = evidenceIdSchema.safeParse(parts?.[2]);
  if (!caseId.success || !item.success || parts === null)
    throw new PortError('vault.not-found', 'not a key that this vault can hold');
  return { case: caseId.data, item: item.data, digest: parts[3] ?? '' };
}

/** Refuses a name that would not make a key, before anything is written. */
export function checkAddress(address: VaultAddress): void {
  placeOf(`cases/${address.case}/${address.item}/0000000000000000-${address.name}`);
}
