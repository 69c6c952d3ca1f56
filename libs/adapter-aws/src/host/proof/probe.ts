import { z } from 'zod';
import { ask } from '../inventory/ask.ts';
import { agentOf } from '../inventory/host-answers.ts';
import { gapIn, hasTimeFor, recordsOf } from './look.ts';
import type { Look, LookContext } from './look.ts';

/** Output beyond this is cut by the API, without a sign (Systems Manager, GetCommandInvocation). */
const OUTPUT_LIMIT = 24_000;
const ASK_AGAIN_MS = 3_000;
const MOST_WAIT_MS = 90_000;
const UNDER_WAY = ['Pending', 'InProgress', 'Delayed', 'Cancelling'];

/** What the probe document prints, as one JSON object: whom it tried to reach, and whom it reached. */
const outputSchema = z.strictObject({
  probe: z.literal(1),
  tried: z.array(z.string().min(1).max(256)).min(1).max(1000),
  reached: z.array(z.string().min(1).max(256)).max(1000),
});

/**
 * Has the host itself try to get out, by a document that the deployment names. It is the word of the suspect host, and
 * the reason says so; that it got out is believed, and that it did not is the weakest of the proofs.
 */
export async function lookByProbe(context: LookContext): Promise<Look> {
  const { calls, instance, means, wait } = context;
  const { probeDocument: DocumentName } = means;
  if (DocumentName === undefined) return look('no document for it is deployed');
  const agent = await agentOf(calls, instance.id);
  const isOnline = agent.answers
    .flatMap(({ InstanceInformationList }) => InstanceInformationList ?? [])
    .some(({ InstanceId, PingStatus }) => InstanceId === instance.id && PingStatus === 'Online');
  if (!isOnline)
    return look(
      `the agent is not reachable (${gapIn(agent) ?? 'not online'})`,
      recordsOf(context, agent),
    );
  const sent = await ask(calls, [
    'ssm:SendCommand',
    { DocumentName, InstanceIds: [instance.id], Comment: `proof of ${context.case}` },
  ]);
  const CommandId = sent.answers.at(0)?.Command?.CommandId;
  if (CommandId === undefined)
    return look(
      `it was not started (${gapIn(sent) ?? 'no command id'})`,
      recordsOf(context, sent, agent),
    );
  const until = Math.min(wait.until, wait.now() + MOST_WAIT_MS);
  for (;;) {
    // The invocation is not there at once after the command was sent: that is waited for like its end.
    const more = await hasTimeFor({ ...wait, until }, ASK_AGAIN_MS);
    const invoked = await ask(calls, [
      'ssm:GetCommandInvocation',
      { CommandId, InstanceId: instance.id },
    ]);
    const answer = invoked.answers.at(0);
    const isOver =
      invoked.error?.code === 'aws.denied' ||
      (answer !== undefined && !UNDER_WAY.includes(answer.Status ?? 'Pending'));
    if (more && !isOver) continue;
    const records = recordsOf(context, invoked, sent, agent);
    if (answer?.Status === 'Success') return { ...judge(answer.StandardOutputContent), records };
    return look(
      `it did not end well (${gapIn(invoked) ?? answer?.Status ?? 'no status'})`,
      records,
    );
  }
}

function judge(output: string | undefined): Look {
  if (output === undefined || output.length >= OUTPUT_LIMIT) return look('its output is cut');
  const parsed = outputSchema.safeParse(jsonOf(output));
  if (!parsed.success) return look('its output is not what the document should print');
  const { tried, reached } = parsed.data;
  if (reached.length > 0)
    return { ...look(`the host reached ${reached.slice(0, 10).join(', ')}`), verdict: 'reached' };
  return {
    ...look(
      `the host says that it reached none of ${tried.length} addresses; it is a suspect's word`,
    ),
    verdict: 'isolated',
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const look = (reason: string, records: Look['records'] = []): Look => ({
  method: 'probe',
  verdict: 'unknown',
  reason,
  records,
});
