import { BatchUpdateFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import type { CaseId } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { FindingIdentifier } from '@afo/ports';
import { awsError } from '../aws-error.ts';
import { clientSettings } from '../clients.ts';
import type { AwsConfig } from '../clients.ts';

export interface WriteBack {
  readonly findings: readonly FindingIdentifier[];
  readonly caseId: CaseId;
  /** What is said on the finding; never more than the log proves (F-08). */
  readonly text: string;
  /** `NOTIFIED` when a case takes the finding, `RESOLVED` only when people say so; otherwise the status stays. */
  readonly workflow?: 'NOTIFIED' | 'RESOLVED';
}

/** What could not be written: the finding and Security Hub's own code for it. */
export interface NotWritten {
  readonly id: string;
  readonly code: string;
}

/** Most findings in one request, and characters of a note (API reference, BatchUpdateFindings). */
const AT_ONCE = 100;
const NOTE = 512;

/**
 * Writes on findings of Security Hub which case looks after them (ING-7). Says which findings were not updated; a
 * request that is answered is no proof that each of them was.
 * @throws PortError `aws.*` when a request failed as a whole
 */
export async function writeBackToSecurityHub(
  config: AwsConfig,
  { findings, caseId, text, workflow }: WriteBack,
): Promise<readonly NotWritten[]> {
  const hub = new SecurityHubClient(clientSettings(config));
  const failed: NotWritten[] = [];
  try {
    for (let at = 0; at < findings.length; at += AT_ONCE) {
      const part = findings.slice(at, at + AT_ONCE);
      const { ProcessedFindings = [], UnprocessedFindings = [] } = await hub.send(
        new BatchUpdateFindingsCommand({
          FindingIdentifiers: part.map(({ id, productArn }) => ({
            Id: id,
            ProductArn: productArn,
          })),
          Note: { Text: text.slice(0, NOTE), UpdatedBy: 'automated-forensics-orchestrator' },
          ...(workflow === undefined ? {} : { Workflow: { Status: workflow } }),
          UserDefinedFields: { forensicCase: caseId },
        }),
      );
      const codes = new Map(
        UnprocessedFindings.map(({ FindingIdentifier, ErrorCode }) => [
          FindingIdentifier?.Id,
          codeOf(ErrorCode),
        ]),
      );
      const done = new Set(ProcessedFindings.map(({ Id }) => Id));
      for (const { id } of part)
        if (!done.has(id)) failed.push({ id, code: codes.get(id) ?? 'not-mentioned' });
    }
    return failed;
  } catch (error) {
    throw error instanceof PortError ? error : awsError(error, 'writing on findings');
  } finally {
    hub.destroy();
  }
}

/** A code comes over the wire, and goes into the log. */
const codeOf = (code = 'unknown'): string => code.replaceAll(/[^\w.-]/gu, '').slice(0, 80);
