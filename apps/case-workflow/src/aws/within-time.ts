import type { StepNode } from '@afo/domain';
import { publishedFailure } from '@afo/domain';
import { recordLostStep, runStep } from '@afo/pipeline';
import type { RunStep } from '@afo/pipeline';
import { PortError } from '@afo/ports';

/** How long a step that was aborted may take to say so; less than the state machine's own grace. */
const GRACE_MS = 20_000;

/**
 * Carries out one attempt at a short step within its time, and enters how it ended also where the step could not.
 * @throws whatever kept the end from being entered
 */
export async function withinTime(node: StepNode, run: Omit<RunStep, 'control'>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = new AbortController();
  const timer = setTimeout(() => {
    abort.abort(timedOut(node));
  }, node.timeoutSeconds * 1000);
  const last = setTimeout(reject, node.timeoutSeconds * 1000 + GRACE_MS, timedOut(node));
  const control = { signal: abort.signal, progress: () => undefined };
  try {
    await Promise.race([runStep({ ...run, control }), promise]);
  } catch (error) {
    await recordLostStep(run.ports, run.task, publishedFailure(error));
  } finally {
    clearTimeout(timer);
    clearTimeout(last);
  }
}

const timedOut = ({ name, timeoutSeconds }: StepNode): PortError =>
  new PortError('step.timed-out', `${name} took longer than ${String(timeoutSeconds)} s`, {
    retryable: true,
  });
