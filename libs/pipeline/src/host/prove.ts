import type { EvidenceId } from '@afo/domain';
import type { IsolationProof } from '@afo/ports';
import { PipelineError } from '../errors.ts';
import type { StepContext, StepOutcome } from '../step/step.ts';
import { keepAnswers } from '../triage/keep-answers.ts';

/**
 * Looks whether the host is isolated, keeps the answers as evidence, and enters that it is proven or that it is not
 * (CON-3, F-08). Not proven is the failure of this step, and tried again, since
 * records of a network come late; after the last attempt people are told.
 * @throws PipelineError `host.unproven`
 */
export async function prove(
  context: StepContext,
  reasonAgainst: string | undefined,
): Promise<StepOutcome> {
  if (reasonAgainst !== undefined) {
    await sayUnproven(context, { reason: reasonAgainst });
    return { status: 'skipped', reason: reasonAgainst };
  }
  const { ports, book } = context;
  // An attempt that died after its entry has given its word.
  if (book.state.containment === 'proven') return { status: 'succeeded' };
  const contain = book.state.steps.get('contain');
  const containedAt = contain?.status === 'succeeded' ? contain.endedAt : undefined;
  const proof = await ports.host.prove({
    case: book.id,
    subject: book.state.opened.subject,
    ...(containedAt === undefined ? {} : { containedAt }),
  });
  const [first] = await keepAnswers(context, proof.records, { anew: true });
  if (!proof.proven || proof.method === undefined || first === undefined) {
    await sayUnproven(context, proof);
    throw unproven(proof.reason);
  }
  await sayProven(context, { method: proof.method, evidence: first });
  return { status: 'succeeded', facts: { method: proof.method, answers: proof.records.length } };
}

const unproven = (reason: string): PipelineError =>
  new PipelineError('host.unproven', `isolation is not proven: ${reason}`.slice(0, 4000), {
    retryable: true,
  });

async function sayProven(
  context: StepContext,
  body: { readonly method: string; readonly evidence: EvidenceId },
): Promise<void> {
  const resource = context.book.state.opened.subject.id;
  await context.record({ type: 'containment.proven', body: { ...body, resource } });
}

/** Isolation was ordered and is not proven: that is an entry, so that no report can pass over it (F-08). */
async function sayUnproven(
  context: StepContext,
  { method, reason }: Pick<IsolationProof, 'method' | 'reason'>,
): Promise<void> {
  // An attempt that died after this entry has made it.
  if (context.book.state.containment === 'unproven') return;
  const resource = context.book.state.opened.subject.id;
  const body = { resource, reason, ...(method === undefined ? {} : { method }) };
  await context.record({ type: 'containment.unproven', body });
}
