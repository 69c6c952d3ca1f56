import type { LabCall, LabFaultRule } from '@afo/aws-lab';
import { caseWorkflow, isAfoError, walk } from '@afo/domain';
import type { AfoError, CaseId, CaseState, ReadyStep } from '@afo/domain';
import { CaseBook, recordLostStep, runStep } from '@afo/pipeline';
import type { StepHandlers } from '@afo/pipeline';
import type { Ports } from '@afo/ports';
import type { Stand } from './stand.ts';

/** Calls of one service that fail in the middle of a case: from a certain one on, so many of them or all. */
export interface Outage {
  readonly rule: Omit<LabFaultRule, 'nth' | 'times'>;
  readonly after: number;
  readonly calls: number | 'all';
}

/** More calls than a case makes. */
const ALL = 2_000;

export function beginOutage({ lab }: Stand, { rule, after, calls }: Outage) {
  const from = lab.calls().length;
  const length = calls === 'all' ? ALL : calls;
  const nth = Array.from({ length }, (_, index) => after + index + 1);
  lab.setFaults([{ ...rule, nth }], 7);
  return {
    struck: (): readonly LabCall[] =>
      lab
        .calls()
        .slice(from)
        .filter(({ fault }) => fault !== undefined),
    end: () => {
      lab.setFaults([]);
    },
  };
}

/** How far a case came: to its end, or to where the state machine gives up and leaves it standing. */
export interface Progress {
  readonly state: CaseState | undefined;
  /** Every error that came out of a function, in order. */
  readonly thrown: readonly AfoError[];
}

/** As often in a row a function may fail before the state machine ends the execution (libs/state-machine). */
const PATIENCE = 6;
/** Most rounds of a case: one that does not end by then never does. */
const MOST_ROUNDS = 400;

/** Plays a case as the state machine does: what fails is called again, and in the end the case is left standing. */
export async function playOn(
  ports: Ports,
  handlers: StepHandlers,
  caseId: CaseId,
): Promise<Progress> {
  const thrown: AfoError[] = [];
  let inRow = 0;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    try {
      const { state } = await CaseBook.open(ports, caseId);
      const { status, ready } = walk(caseWorkflow, state);
      if (status !== 'waiting') return { state, thrown };
      const [step] = ready;
      if (step === undefined) throw new Error('the case waits for nobody');
      await attemptAt({ ports, handlers, caseId, step });
      inRow = 0;
    } catch (error) {
      if (!isAfoError(error)) throw error;
      thrown.push(error);
      inRow += 1;
      if (inRow >= PATIENCE || !error.retryable) return { state: undefined, thrown };
    }
  }
  throw new Error('the case does not come to its end');
}

interface Attempting {
  readonly ports: Ports;
  readonly handlers: StepHandlers;
  readonly caseId: CaseId;
  readonly step: ReadyStep;
}

/** A failed attempt is followed by the next; one without an end is first entered as lost. */
async function attemptAt({ ports, handlers, caseId, step }: Attempting): Promise<void> {
  const { node, key, item, state } = step;
  const task = (attempt: number) => ({
    ...{ caseId, step: node.name, key, attempt },
    ...(item === undefined ? {} : { item }),
  });
  if (state?.status === 'started') {
    const loss = { code: 'step.lost', cause: 'it ended without a word' };
    return recordLostStep(ports, task(state.attempt), loss);
  }
  const control = { signal: new AbortController().signal, progress: () => undefined };
  await runStep({ ports, handlers, task: task((state?.attempt ?? 0) + 1), control });
}
