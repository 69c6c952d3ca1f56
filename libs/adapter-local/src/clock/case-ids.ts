import { randomBytes } from 'node:crypto';
import { caseIdSchema, epochOf } from '@afo/domain';
import type { CaseId, Instant } from '@afo/domain';
import type { CaseIds } from '@afo/ports';

/** UUIDv7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then 74 random bits. */
export const uuidCaseIds: CaseIds = { next };

function next(at: Instant): CaseId {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(epochOf(at), 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return caseIdSchema.parse(
    [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
      '-',
    ),
  );
}
