import { auditBundle } from './audit-bundle.ts';
import type { BundleReader } from './bundle-reader.ts';
import type { Verification, VerifyOptions } from './verification.ts';

/**
 * Proves a bundle, or names all that is wrong with it (docs/spec/bundle.md). Needs nothing but the bundle; with keys,
 * roots and checkpoints that the reader has from elsewhere it proves more. What is wrong with the bundle is in the
 * verdict and never thrown.
 * @throws {VerifyError} for keys, roots or known checkpoints that are none; the signal's reason when aborted.
 */
export async function verifyBundle(
  reader: BundleReader,
  options: VerifyOptions = {},
): Promise<Verification> {
  const { verification } = await auditBundle(reader, options);
  return verification;
}
