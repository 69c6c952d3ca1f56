import { CASE_LOG } from '../bundle-paths.ts';
import type { BundleReader } from '../bundle-reader.ts';
import { VerifyError } from '../errors.ts';
import type { Findings } from '../faults.ts';
import { generalPlace } from '../faults.ts';
import type { VerifyOptions } from '../verification.ts';
import { listFiles } from './bag.ts';
import { BagFiles } from './bag-files.ts';

/** The files of a bundle, or undefined for what cannot be read as one, which is told (exit code 2). */
export async function openBundle(
  reader: BundleReader,
  findings: Findings,
  { onProgress, signal }: VerifyOptions,
): Promise<BagFiles | undefined> {
  try {
    const files = new BagFiles(reader, {
      sizes: await listFiles(reader, findings),
      findings,
      onProgress,
      signal,
    });
    if (files.has('bagit.txt') || files.has(CASE_LOG)) return files;
    findings.fault(
      'bag.unreadable',
      generalPlace('bundle'),
      `neither bagit.txt nor ${CASE_LOG} is there`,
    );
  } catch (cause) {
    const why = cause instanceof VerifyError ? cause.message : 'it cannot be listed';
    findings.fault('bag.unreadable', generalPlace('bundle'), why);
  }
  return undefined;
}
