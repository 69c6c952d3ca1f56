import type { StepNode } from '@afo/domain';
import { isAfoError, publishedFailure } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { Attempt, EngineSteps } from './engine-ports.ts';

export interface CallStep {
  readonly steps: EngineSteps;
  readonly attempt: Attempt;
  readonly node: StepNode;
  readonly signal: AbortSignal;
  readonly graceMs: number;
}

/**
 * Carries out a `call` step within its time. One that heeds no abort is left behind after the grace, and what became
 * of the attempt is entered in its stead; the log refuses whatever it still writes.
 */
export async function callStep(call: CallStep): Promise<void> {
  const { steps, attempt, node, signal } = call;
  const time = new AbortController();
  const timer = setTimeout(() => {
    time.abort(timedOut(node, attempt));
  }, node.timeoutSeconds * 1000);
  const either = AbortSignal.any([signal, time.signal]);
  const left = afterAbort(either, call.graceMs);
  try {
    await Promise.race([steps.runCall(attempt, either), left.promise]);
  } catch (error) {
    // The engine ends: nothing has failed yet, and the next engine finds the attempt in the log.
    if (either.aborted && !isAfoError(either.reason)) return;
    await steps.recordLost(attempt, publishedFailure(error));
    if (!isAfoError(error)) throw error;
  } finally {
    clearTimeout(timer);
    left.stop();
  }
}

/** Rejects with the reason of the abort, `graceMs` after it. */
function afterAbort(signal: AbortSignal, graceMs: number) {
  const { promise, reject } = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const aborted = (): void => {
    timer = setTimeout(reject, graceMs, signal.reason);
  };
  if (signal.aborted) aborted();
  else signal.addEventListener('abort', aborted, { once: true });
  const stop = (): void => {
    clearTimeout(timer);
    signal.removeEventListener('abort', aborted);
  };
  return { promise, stop };
}

const timedOut = (node: StepNode, { key }: Attempt): PortError =>
  new PortError('step.timed-out', `${key} took longer than ${String(node.timeoutSeconds)} s`, {
    retryable: true,
  });
