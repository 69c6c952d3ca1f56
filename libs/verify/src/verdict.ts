import type { Keyring } from './checkpoint/keyring.ts';
import type { Findings } from './faults.ts';
import type { JudgedLog } from './log/judge-log.ts';
import type { TimestampVerdict } from './timestamp/timestamps.ts';
import type { Checked, Trust, Verification, VerifyStatus } from './verification.ts';

const exitCodes = {
  proven: 0,
  tampered: 1,
  unreadable: 2,
  incomplete: 3,
} as const satisfies Record<VerifyStatus, number>;

/** What was checked besides the log. */
export type CheckedFiles = Pick<Checked, 'items' | 'files' | 'bytes'>;

/** Puts the verdict together from what was found. */
export function verdictOf(
  log: JudgedLog,
  checked: CheckedFiles,
  means: { readonly keyring: Keyring; readonly findings: Findings },
): Verification {
  const { audit, holding, timestamps } = log;
  const { caseId } = audit.continuity;
  return {
    ...statusOf(means.findings),
    ...(caseId === undefined ? {} : { case: caseId }),
    ...found(means.findings),
    checked: {
      entries: audit.size,
      signedEntries: holding.at(-1)?.size ?? 0,
      checkpoints: holding.length,
      ...checked,
      timestamps,
      reports: audit.records.reports,
    },
    trust: trustOf(means.keyring, holding.length > 0, timestamps),
  };
}

/** The verdict over something that is no bundle. */
export function unreadable(findings: Findings): Verification {
  return {
    status: 'unreadable',
    exitCode: exitCodes.unreadable,
    ...found(findings),
    checked: {
      entries: 0,
      signedEntries: 0,
      checkpoints: 0,
      items: { byBytes: [], byManifest: [] },
      timestamps: [],
      reports: 0,
      files: 0,
      bytes: 0,
    },
    trust: { basis: 'none', keys: [], time: 'none' },
  };
}

function statusOf(findings: Findings): Pick<Verification, 'status' | 'exitCode'> {
  const status =
    findings.count > 0 ? 'tampered' : findings.missingThings.length > 0 ? 'incomplete' : 'proven';
  return { status, exitCode: exitCodes[status] };
}

const found = ({
  faults,
  missingThings,
  notes,
  omitted,
}: Findings): Pick<Verification, 'faults' | 'missing' | 'notes' | 'omitted'> => ({
  faults,
  missing: missingThings,
  notes,
  omitted,
});

function trustOf(
  keyring: Keyring,
  isProven: boolean,
  timestamps: readonly TimestampVerdict[],
): Trust {
  const bundled = keyring.isPinned ? 'pinned' : 'bundle-key';
  const time = timestamps.some(({ pinned }) => pinned)
    ? 'pinned-root'
    : timestamps.length > 0
      ? 'token-only'
      : 'none';
  return { basis: isProven ? bundled : 'none', keys: keyring.report(), time };
}
