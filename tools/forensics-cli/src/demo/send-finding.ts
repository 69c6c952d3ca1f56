import { caseIdSchema } from '@afo/domain';
import type { CaseId } from '@afo/domain';
import { z } from 'zod';
import type { Cli } from '../cli.ts';
import { CliError } from '../errors.ts';

const answerSchema = z.object({
  decisions: z.array(z.object({ outcome: z.string(), reason: z.string() })),
  cases: z.array(z.object({ case: caseIdSchema, outcome: z.string() })),
});

/** Posts a finding to the receiver of the running stack, as a webhook or a forwarder does; returns the case. */
export async function sendFinding(
  cli: Cli,
  finding: object,
): Promise<{ readonly caseId: CaseId; readonly reason: string }> {
  const { children } = await cli.processes.status();
  const address = children.find(({ name }) => name === 'finding-ingestor')?.facts['address'];
  if (typeof address !== 'string')
    throw new CliError('cli.child-failed', 'the finding receiver does not say where it listens');
  const response = await fetch(new URL('/events', address), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(finding),
  });
  const answer = answerSchema.safeParse(await response.json());
  const [opened] = answer.data?.cases ?? [];
  if (!answer.success || opened === undefined)
    throw new CliError(
      'cli.child-failed',
      `the finding receiver answered ${response.status} and opened no case`,
    );
  return { caseId: opened.case, reason: answer.data.decisions[0]?.reason ?? '' };
}
