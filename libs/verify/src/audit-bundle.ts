import type { EvidenceId } from '@afo/domain';

import type { Bag } from './bag/bag.ts';
import { readBag } from './bag/bag.ts';
import type { BagFiles } from './bag/bag-files.ts';
import { checkBag } from './bag/check-bag.ts';
import { checkBound } from './bag/check-bound.ts';
import { openBundle } from './bag/open-bundle.ts';
import type { BundleReader } from './bundle-reader.ts';
import { Keyring } from './checkpoint/keyring.ts';
import { knownNotes } from './checkpoint/known-notes.ts';
import type { CheckedItem } from './evidence/check-item.ts';
import { checkItems } from './evidence/check-items.ts';
import type { Places } from './evidence/objects.ts';
import { Findings } from './faults.ts';
import { judgeBundleLog } from './log/bundle-log.ts';
import type { JudgedLog } from './log/judge-log.ts';
import { checkReports, reportPath } from './report/check-report.ts';
import { readRoot } from './timestamp/certificate.ts';
import { unreadable, verdictOf } from './verdict.ts';
import type { Verification, VerifyOptions } from './verification.ts';

/** A verdict with what it was made of, for the custody checks. */
export interface BundleAudit {
  readonly verification: Verification;
  /** Absent when the bundle could not be read. */
  readonly facts?: {
    readonly log: JudgedLog;
    readonly items: ReadonlyMap<EvidenceId, CheckedItem>;
  };
}

/**
 * The whole of a verification, in order: the log with its checkpoints and timestamps, then the evidence and the reports
 * that the log speaks of, then the bag around them, and last what nothing speaks of.
 * @throws {VerifyError} for keys, roots or known checkpoints that are none.
 */
export async function auditBundle(
  reader: BundleReader,
  options: VerifyOptions,
): Promise<BundleAudit> {
  const findings = new Findings();
  const keyring = new Keyring(options.keys ?? []);
  const known = knownNotes(options.knownCheckpoints ?? []);
  const roots = (options.timestampRoots ?? []).map(readRoot);

  const files = await openBundle(reader, findings, options);
  if (files === undefined) return { verification: unreadable(findings) };
  const bag = await readBag(files, findings);
  const log = await judgeBundleLog(files, { keyring, known, roots }, findings);
  const items = await checkItems(
    log.audit.ledger.items,
    {
      caseId: log.audit.continuity.caseId,
      places: placesOf(files, bag, log),
      decode: options.decode,
    },
    findings,
  );
  await checkReports({ issued: log.audit.records.reportFiles, files, bag }, findings);
  await checkBag(bag, files, findings);
  checkBound(files, findings, (path) => isOfFaultyItem(path, items));

  const checked = { items: verdicts(items), files: [...files.paths].length, bytes: files.bytes };
  return { verification: verdictOf(log, checked, { keyring, findings }), facts: { log, items } };
}

const placesOf = (files: BagFiles, bag: Bag, { audit }: JudgedLog): Places => ({
  files,
  bag,
  reportPaths: new Map(
    [...audit.records.reportFiles].map(([name, { file }]) => [file.stored.key, reportPath(name)]),
  ),
});

/** An item with a fault of its own has not looked after all its files. */
function isOfFaultyItem(path: string, items: ReadonlyMap<string, CheckedItem>): boolean {
  const id = /^data\/(?:evidence|blocks)\/(?<id>E-\d+)[/.]/.exec(path)?.groups?.['id'] ?? '';
  return items.get(id)?.verdict === 'faulty';
}

function verdicts(items: ReadonlyMap<EvidenceId, CheckedItem>): Verification['checked']['items'] {
  const withVerdict = (wanted: CheckedItem['verdict']): readonly EvidenceId[] =>
    [...items].filter(([, { verdict }]) => verdict === wanted).map(([id]) => id);
  return { byBytes: withVerdict('by-bytes'), byManifest: withVerdict('by-manifest') };
}
