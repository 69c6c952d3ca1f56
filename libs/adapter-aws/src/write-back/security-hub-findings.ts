import type { CaseId } from '@afo/domain';
import { isAfoError, parseArn } from '@afo/domain';
import type { FindingNote, FindingWriteBack, NotificationOutcome } from '@afo/ports';
import type { AwsConfig } from '../clients.ts';

export interface SecurityHubFindingsConfig {
  /** Settings for clients in an account and region, entered for a case. */
  readonly enter: (account: string, region: string, caseId: CaseId) => AwsConfig;
}

/**
 * Writes on findings in Security Hub, in the account and region of the subject (of a principal, which has no region: in that of the finding): an account may update its own findings
 * (user guide, "BatchUpdateFindings for customers"). Every update makes Security Hub send the finding once more, with
 * its time of update as it was; that is how the ingestor knows it.
 */
export const securityHubFindings = ({ enter }: SecurityHubFindingsConfig): FindingWriteBack => ({
  async write(note) {
    const { subject } = note;
    if (subject.kind === 'host') return failedAll(note, 'the subject is in no account of AWS');
    const outcomes: NotificationOutcome[] = [];
    for (const [region, findings] of byRegion(note))
      outcomes.push(
        ...(await writtenIn(region, { ...note, findings }, (where) =>
          enter(subject.account, where, note.caseId),
        )),
      );
    return outcomes;
  },
});

/** A principal has no region: its findings are in those that the ARNs of their products name. */
const byRegion = ({ subject, findings }: FindingNote) =>
  Map.groupBy(findings, ({ productArn }) =>
    'region' in subject ? subject.region : parseArn(productArn)?.region,
  );

async function writtenIn(
  region: string | undefined,
  note: FindingNote,
  enter: (region: string) => AwsConfig,
): Promise<readonly NotificationOutcome[]> {
  if (region === undefined || region === '')
    return failedAll(note, 'the region of the finding is not known');
  try {
    return await written(enter(region), note);
  } catch (error) {
    if (!isAfoError(error)) throw error;
    return failedAll(note, `${error.message} (${error.code})`);
  }
}

async function written(
  config: AwsConfig,
  { findings, caseId, text, taken }: FindingNote,
): Promise<readonly NotificationOutcome[]> {
  // Loaded when a finding is written on: only few programs ever do.
  const { writeBackToSecurityHub } = await import('./security-hub-write-back.ts');
  const failed = await writeBackToSecurityHub(config, {
    findings,
    caseId,
    text,
    ...(taken ? { workflow: 'NOTIFIED' } : {}),
  });
  const codes = new Map(failed.map(({ id, code }) => [id, code]));
  return findings.map(({ id }) => {
    const code = codes.get(id);
    return code === undefined
      ? { ...CHANNEL, to: id, outcome: 'delivered' }
      : failure(id, `Security Hub did not update the finding (${code})`);
  });
}

const CHANNEL = { channel: 'security-hub' } as const;

const failure = (to: string, cause: string): NotificationOutcome => ({
  ...CHANNEL,
  to,
  outcome: 'failed',
  cause,
});

const failedAll = ({ findings }: FindingNote, cause: string): readonly NotificationOutcome[] =>
  findings.map(({ id }) => failure(id, cause));
