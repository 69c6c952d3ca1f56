import { caseWorkflow, isAfoError, walk } from '@afo/domain';
import type { CaseId, CaseState, ReadyStep } from '@afo/domain';
import {
  acquireDisk,
  CaseBook,
  correlate,
  hostSteps,
  loadPlaybook,
  openCase,
  orderedFinding,
  planWith,
  recordLostStep,
  report,
  runStep,
  triage,
  verifyEvidence,
} from '@afo/pipeline';
import type { StepHandlers } from '@afo/pipeline';
import type { Ports } from '@afo/ports';
import { isolationOrder } from '../../src/finding.ts';

const PLAYBOOK = loadPlaybook(`
version: 1
name: faults
findings: { rules: [] }
plan:
  - name: all
    approval: { people: 0, reason: the authority came with the order }
`);

export const HANDLERS: StepHandlers = {
  triage,
  plan: planWith(PLAYBOOK),
  ...hostSteps,
  'acquire-disk': acquireDisk,
  'verify-evidence': verifyEvidence,
  analyse: () => Promise.resolve({ status: 'skipped', reason: 'nothing here is about analysis' }),
  correlate,
  report,
};

const EXAMINER = { kind: 'human', name: 'Examiner' } as const;

export async function openOrdered(ports: Ports, instance: string): Promise<CaseId> {
  const { detail, ...event } = isolationOrder(instance);
  const bytes = Buffer.from(JSON.stringify({ ...event, 'detail-type': event.type, detail }));
  const { subject, title, attached } = orderedFinding(bytes, { reason: 'a person ordered it' });
  return openCase(ports, {
    ...{ title, subject },
    origin: 'command',
    reason: 'a person ordered it',
    sources: [],
    finding: { ...attached, body: { ...attached.body, isolate: true } },
    grantedBy: { kind: 'command', approver: EXAMINER, reason: 'a drill' },
  });
}

/** Told before each attempt at a step. */
export type OnAttempt = (step: string, attempt: number) => void | Promise<void>;

/** Most rounds of a case: one that does not end by then never does. */
const MOST_ROUNDS = 120;

export async function play(ports: Ports, id: CaseId, onAttempt: OnAttempt): Promise<CaseState> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const { state } = await CaseBook.open(ports, id);
    const { ready, status, approvals } = walk(caseWorkflow, state);
    if (status !== 'waiting') return state;
    if (ready.length === 0) throw new Error(`the case waits for ${approvals.join(', ')}`);
    for (const step of ready) await attemptAt({ ports, caseId: id, step, onAttempt });
  }
  throw new Error('the case does not come to its end');
}

interface Attempting {
  readonly ports: Ports;
  readonly caseId: CaseId;
  readonly step: ReadyStep;
  readonly onAttempt: OnAttempt;
}

async function attemptAt({ ports, caseId, step, onAttempt }: Attempting): Promise<void> {
  const { node, key, item, state } = step;
  const attempt = (state?.attempt ?? 0) + 1;
  const task = { caseId, step: node.name, key, attempt, ...(item === undefined ? {} : { item }) };
  await onAttempt(node.name, attempt);
  const control = { signal: new AbortController().signal, progress: () => undefined };
  try {
    await runStep({ ports, handlers: HANDLERS, task, control });
  } catch (error) {
    if (!isAfoError(error)) throw error;
    // What the state machine does when a function ended without a word (apps/case-workflow/src/aws/settle.ts).
    await onAttempt(`lost ${node.name}`, attempt);
    await recordLostStep(ports, task, { code: 'step.lost', cause: 'it ended without a word' });
  }
}
