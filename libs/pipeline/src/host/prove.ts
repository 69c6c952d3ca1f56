import type { EvidenceId, Instant } from '@afo/domain';
import { isEntry } from '@afo/domain';
import type { IsolationProof } from '@afo/ports';
import { PipelineError } from '../errors.ts';
import type { StepContext, StepOutcome } from '../step/step.ts';
import { keepAnswers } from '../triage/keep-answers.ts';
import { givenBack } from './order-steps.ts';

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
  const { book } = context;
  const reason = givenBack(book.state) ?? reasonAgainst;
  if (reason !== undefined) {
    await sayUnprovenOnce(context, { reason });
    return { status: 'skipped', reason };
  }
  // An attempt that died after its entry has given its word.
  if (await hasProven(context)) return { status: 'succeeded' };
  const contain = book.state.steps.get('contain');
  const facts = await lookForProof(context, {
    since: contain?.status === 'succeeded' ? contain.endedAt : undefined,
    unproven: (proof) => sayUnprovenOnce(context, proof),
  });
  return { status: 'succeeded', facts };
}

export interface Look {
  /** Since when every change is in effect; unknown without. */
  readonly since: Instant | undefined;
  readonly unproven: (proof: Unproven) => Promise<void>;
}

type Unproven = Pick<IsolationProof, 'method' | 'reason'>;

/** Asks once, and enters the answer. @throws PipelineError `host.unproven` */
export async function lookForProof(
  context: StepContext,
  { since, unproven }: Look,
): Promise<{ readonly method: string; readonly answers: number }> {
  const { ports, book } = context;
  const proof = await ports.host.prove({
    case: book.id,
    subject: book.state.opened.subject,
    ...(since === undefined ? {} : { containedAt: since }),
  });
  const [first] = await keepAnswers(context, proof.records, { anew: true });
  if (!proof.proven || proof.method === undefined || first === undefined) {
    await unproven(proof);
    throw notProven(proof.reason);
  }
  const meanwhile = givenBack(await book.refresh());
  if (meanwhile !== undefined) throw notProven(meanwhile);
  await sayProven(context, { method: proof.method, evidence: first });
  return { method: proof.method, answers: proof.records.length };
}

const notProven = (reason: string): PipelineError =>
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
export async function sayUnproven(
  context: StepContext,
  { method, reason }: Unproven,
): Promise<void> {
  const resource = context.book.state.opened.subject.id;
  const body = { resource, reason, ...(method === undefined ? {} : { method }) };
  await context.record({ type: 'containment.unproven', body });
}

/** An attempt that died after this entry has made it, and so has an attempt before. */
async function sayUnprovenOnce(context: StepContext, proof: Unproven): Promise<void> {
  if (context.book.state.containment !== 'unproven') await sayUnproven(context, proof);
}

/** Whether an attempt of this very step has proven it: a proof by order is another's word, of another time. */
async function hasProven({ ports, book, task }: StepContext): Promise<boolean> {
  if (book.state.containment !== 'proven') return false;
  const own = book.state.steps.get(task.key)?.reserves ?? [];
  for await (const { entry } of ports.log.read(book.id))
    if (isEntry(entry, 'containment.proven') && own.includes(entry.body.evidence)) return true;
  return false;
}
