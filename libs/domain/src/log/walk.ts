import type { EvidenceId } from '../identity/ids.ts';
import { stepKey } from '../workflow/key.ts';
import type { StepNode, Workflow } from '../workflow/workflow.ts';
import type { CaseState, RequestState, StepState } from './case-state.ts';
import { collect, holds } from './conditions.ts';

/** A step that may be worked on now: not begun, begun, or to be tried again. */
export interface ReadyStep {
  readonly node: StepNode;
  readonly key: string;
  readonly item?: EvidenceId;
  readonly state?: StepState;
}

/** Where a case stands in its workflow. `approvals` are the approval points that it waits at. */
export interface Walk {
  readonly status: 'done' | 'stopped' | 'waiting';
  readonly ready: readonly ReadyStep[];
  readonly approvals: readonly string[];
}

/**
 * Walks the workflow with the log as the only memory: whatever has ended is passed over, the rest that may go on
 * now is returned. Pure: the same log gives the same answer, on every machine and after every crash.
 */
export function walk(node: Workflow, state: CaseState, item?: EvidenceId): Walk {
  switch (node.kind) {
    case 'step':
      return walkStep(node, state, item);
    case 'sequence':
      return walkSequence(node.parts, state, item);
    case 'parallel':
      return together(node.branches.map((branch) => walk(branch, state, item)));
    case 'for-each':
      return together(
        collect(node.over, state).map((planned) => walk(node.body, state, planned.item)),
      );
    case 'when':
      return walkBranch(holds(node.condition, state) ? node.then : node.otherwise, state, item);
    case 'approval':
      return walkApproval(node.name, state);
    case 'ensure':
      return walkEnsure(node, state, item);
  }
}

const DONE: Walk = { status: 'done', ready: [], approvals: [] };
const STOPPED: Walk = { status: 'stopped', ready: [], approvals: [] };

function walkStep(node: StepNode, state: CaseState, item: EvidenceId | undefined): Walk {
  const key = stepKey(node.name, item);
  const step = state.steps.get(key);
  if (step?.ended !== true) {
    const ready: ReadyStep = {
      node,
      key,
      ...(item === undefined ? {} : { item }),
      ...(step === undefined ? {} : { state: step }),
    };
    return { status: 'waiting', ready: [ready], approvals: [] };
  }
  return step.status === 'failed' && node.onFailure === 'stop' ? STOPPED : DONE;
}

function walkSequence(
  parts: readonly Workflow[],
  state: CaseState,
  item: EvidenceId | undefined,
): Walk {
  for (const part of parts) {
    const result = walk(part, state, item);
    if (result.status !== 'done') return result;
  }
  return DONE;
}

/** A branch that stopped never aborts its siblings (F-50): the whole stops only when the last sibling has ended. */
function together(walks: readonly Walk[]): Walk {
  if (walks.some(({ status }) => status === 'waiting')) {
    return {
      status: 'waiting',
      ready: walks.flatMap(({ ready }) => ready),
      approvals: walks.flatMap(({ approvals }) => approvals),
    };
  }
  return walks.some(({ status }) => status === 'stopped') ? STOPPED : DONE;
}

const walkBranch = (
  branch: Workflow | undefined,
  state: CaseState,
  item: EvidenceId | undefined,
): Walk => (branch === undefined ? DONE : walk(branch, state, item));

function walkApproval(name: string, state: CaseState): Walk {
  // Without a plan there is nothing that anybody could approve.
  if (state.plan === undefined) return STOPPED;
  const request = latestRequest(name, state);
  if (request === undefined) {
    // What began as an emergency is owed an answer, whatever the plan asks for.
    const covered =
      state.plan.approval.people === 0 &&
      state.authorisations.some(({ kind }) => kind !== 'emergency');
    return covered ? DONE : { status: 'waiting', ready: [], approvals: [name] };
  }
  switch (request.status) {
    case 'granted':
      return DONE;
    case 'pending':
      return request.emergency ? DONE : { status: 'waiting', ready: [], approvals: [name] };
    case 'refused':
    case 'expired':
      return STOPPED;
  }
}

/** The request that an approval point waits for, or was answered by. */
export function latestRequest(approval: string, state: CaseState): RequestState | undefined {
  return [...state.requests.values()].filter((request) => request.approval === approval).at(-1);
}

function walkEnsure(
  { body, after }: Extract<Workflow, { readonly kind: 'ensure' }>,
  state: CaseState,
  item: EvidenceId | undefined,
): Walk {
  const result = walk(body, state, item);
  if (result.status === 'waiting') return result;
  const last = walk(after, state, item);
  return last.status === 'done' ? result : last;
}
