import { evidenceId } from '@afo/domain';
import type { EntryDraft, EvidenceId } from '@afo/domain';
import type { Ports } from '@afo/ports';
import type { CaseBook } from '../case/case-book.ts';
import { PipelineError } from '../errors.ts';
import type { StepContext } from '../step/step.ts';
import { isCurrent } from './person-order.ts';
import type { OrderedStep } from './person-order.ts';

/**
 * What the work of an ordered step is done with: every entry bears the order, and nothing can be written, and so
 * nothing changed, once a later order has taken over.
 */
export function orderContext(ports: Ports, book: CaseBook, ordered: OrderedStep): StepContext {
  const { step, attempt, why } = ordered;
  const record = async (...drafts: readonly EntryDraft[]): Promise<void> => {
    const underIt = drafts.map((draft) => ({ ...draft, why }));
    const written = await book.append((state) => (isCurrent(state, ordered) ? underIt : []));
    if (written.length === 0)
      throw new PipelineError('case.busy', `another order has taken ${step} over`);
  };
  const reserve = async (count: number): Promise<readonly EvidenceId[]> => {
    await book.append((state) => {
      const kept = state.steps.get(step)?.reserves ?? [];
      if (kept.length >= count || !isCurrent(state, ordered)) return [];
      const more = Array.from({ length: count - kept.length }, (_, index) =>
        evidenceId(state.next.evidence + index),
      );
      const reserves = [...kept, ...more];
      return [{ type: 'step.started', why, body: { step, key: step, attempt, reserves } }];
    });
    return (book.state.steps.get(step)?.reserves ?? []).slice(0, count);
  };
  return {
    ports,
    book,
    task: { caseId: book.id, step, key: step, attempt },
    signal: new AbortController().signal,
    progress: () => undefined,
    record,
    reserve,
  };
}
