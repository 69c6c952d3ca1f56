import type { StepHandler } from '../step/step.ts';
import { keepAnswers } from './keep-answers.ts';

/**
 * Before anything is changed: what the control plane says of the subject, kept as evidence answer by answer (TRI-3),
 * and per technique whether it is possible here, and why (TRI-4). A stack that knows nothing of the subject says so.
 */
export const triage: StepHandler = async (context) => {
  const { ports, book } = context;
  const { subject } = book.state.opened;
  const records = await ports.host.inventory(subject, book.id);
  await keepAnswers(context, records);
  const techniques = await ports.host.preflight(subject, book.id);
  await context.record({ type: 'preflight.recorded', body: { techniques: [...techniques] } });
  return { status: 'succeeded', facts: { answers: records.length, techniques: techniques.length } };
};
