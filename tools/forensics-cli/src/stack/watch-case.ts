import type { CaseId, CaseState, ReadyStep, StepState, Walk } from '@afo/domain';
import { caseWorkflow, walk } from '@afo/domain';
import { CaseBook } from '@afo/pipeline';
import type { JobQueue, Progress } from '@afo/ports';
import type { Cli } from '../cli.ts';
import { bytesOf, spanOf } from '../terminal/table.ts';

const LOOK_EVERY_MS = 1000;

/** Follows a case until its work has ended or waits for people; says each step's end, and shows progress between. */
export async function watchCase(cli: Cli, caseId: CaseId): Promise<CaseState> {
  const stack = await cli.stack();
  const { ports } = stack;
  const book = await CaseBook.open(ports, caseId);
  const jobs = await stack.queue();
  const told = new Set<string>();
  for (;;) {
    const state = await book.refresh();
    tellEnds(cli, state, told);
    const standing = walk(caseWorkflow, state);
    if (standing.status !== 'waiting' || isHeldUp(standing)) return state;
    cli.output.live(await progressOf(caseId, standing, jobs));
    await ports.log.changed(LOOK_EVERY_MS);
  }
}

/** True when nothing can go on before people have answered. */
const isHeldUp = ({ ready, approvals }: Walk): boolean =>
  ready.length === 0 && approvals.length > 0;

function tellEnds(cli: Cli, state: CaseState, told: Set<string>): void {
  for (const step of state.steps.values()) {
    const news = `${step.key} ${step.status} ${step.attempt}`;
    if (step.status === 'started' || told.has(news)) continue;
    told.add(news);
    cli.output.note(sentenceOf(step));
  }
}

function sentenceOf(step: StepState): string {
  const why = step.cause ?? step.reason;
  const again = step.status === 'failed' && !step.ended ? ' (will be tried again)' : '';
  return `  ${step.key}: ${step.status}${why === undefined ? '' : ` – ${why}`}${again}`;
}

async function progressOf(
  caseId: CaseId,
  { ready }: Walk,
  jobs: Pick<JobQueue, 'state'> | undefined,
): Promise<string> {
  const lines = await Promise.all(ready.map((step) => lineOf(caseId, step, jobs)));
  return `  ${lines.join(' · ')}`;
}

async function lineOf(
  caseId: CaseId,
  { node, key, state }: ReadyStep,
  jobs: Pick<JobQueue, 'state'> | undefined,
): Promise<string> {
  if (node.run.as === 'call' || jobs === undefined) return key;
  const { status, progress } = await jobs.state({
    queue: node.run.queue,
    case: caseId,
    key,
    attempt: state?.attempt ?? 1,
  });
  return progress === undefined ? `${key} ${status}` : `${key} ${wordsOf(progress)}`;
}

function wordsOf({ done, total, unit, activity, bytesPerSecond, etaSeconds }: Progress): string {
  const amount = (n: number) => (unit === 'bytes' ? bytesOf(n) : `${n} ${unit}`);
  const share =
    total === undefined || total === 0
      ? amount(done)
      : `${Math.floor((100 * done) / total)} % of ${amount(total)}`;
  const rate = bytesPerSecond === undefined ? '' : `, ${bytesOf(bytesPerSecond)}/s`;
  const rest = etaSeconds === undefined ? '' : `, ${spanOf(etaSeconds)} left`;
  return `${activity} ${share}${rate}${rest}`;
}
