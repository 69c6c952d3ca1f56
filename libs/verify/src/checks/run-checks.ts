import { auditBundle } from '../audit-bundle.ts';
import type { BundleReader } from '../bundle-reader.ts';
import type { Verification, VerifyOptions } from '../verification.ts';
import { acquisition } from './acquisition.ts';
import { analysis } from './analysis.ts';
import type { Check, CheckResult } from './check.ts';
import { notProvable } from './check.ts';
import { custodyLog } from './custody-log.ts';
import { identification } from './identification.ts';
import { preservation } from './preservation.ts';

const checks: readonly Check[] = [
  ...identification,
  ...acquisition,
  ...preservation,
  ...custodyLog,
  ...analysis,
];

/**
 * Verifies a bundle and answers every custody check (C1 to C48) as far as a bundle can show it. A check that it cannot
 * show is never passed: it says where to look instead.
 */
export async function runChecks(
  reader: BundleReader,
  options: VerifyOptions = {},
): Promise<{ readonly verification: Verification; readonly checks: readonly CheckResult[] }> {
  const { verification, facts } = await auditBundle(reader, options);
  const results = checks.map(({ id, claim, judge }) => ({
    id,
    claim,
    ...(facts === undefined
      ? notProvable('the bundle cannot be read')
      : judge({ verification, ...facts })),
  }));
  return { verification, checks: results };
}
