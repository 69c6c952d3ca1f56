import type {
  CaseState,
  Plan,
  PlannedChange,
  PlannedItem,
  PlanRule,
  Severity,
  Sha256,
  Source,
  Technique,
} from '@afo/domain';
import { evidenceId, isAtLeast } from '@afo/domain';
import type { HostStep, Ports } from '@afo/ports';
import { PipelineError } from '../errors.ts';
import type { StepHandler } from '../step/step.ts';
import { isolationOrder } from './isolation-order.ts';
import { planDrafts } from './plan-drafts.ts';

/** The playbook as the plan needs it: its name and digest, and the rules of its `plan` section. */
export interface PlanningPlaybook {
  readonly name: string;
  readonly sha256: Sha256;
  readonly plan: readonly PlanRule[];
}

/** Makes the plan, once, from the case, the preflight and the playbook, and enters it. */
export const planWith =
  (playbook: PlanningPlaybook): StepHandler =>
  async ({ ports, book }) => {
    const { subject } = book.state.opened;
    const techniques = await ports.host.preflight(subject, book.id);
    const sources = await ports.host.sources(subject, book.id);
    const changes = await plannedChanges(ports, book.state, techniques);
    await book.append((state) =>
      state.plan === undefined
        ? planDrafts(makePlan(state, { playbook, techniques, sources, changes }))
        : [],
    );
    return {
      status: 'succeeded',
      facts: {
        items: book.state.plan?.items.length ?? 0,
        changes: book.state.plan?.changes.length ?? 0,
        people: book.state.plan?.approval.people ?? 0,
      },
    };
  };

/**
 * The plan of a case. Items get their evidence ids here: memory before disks before logs, by the order of volatility
 * (NIST SP 800-86 §5), whatever order they were named in.
 * @throws PipelineError `playbook.invalid` when no rule speaks about the case: nothing is done without one
 */
export function makePlan(
  state: CaseState,
  from: {
    readonly playbook: PlanningPlaybook;
    readonly techniques: readonly Technique[];
    readonly sources: readonly Source[];
    readonly changes: readonly PlannedChange[];
  },
): Plan {
  const isolate = isolationOrder(state) !== undefined;
  const rule = from.playbook.plan.find((candidate) => speaksOf(candidate, state, isolate));
  if (rule === undefined)
    throw new PipelineError(
      'playbook.invalid',
      `no plan rule of playbook ${from.playbook.name} speaks about this case; add a last rule without conditions`,
    );
  return {
    playbook: { name: from.playbook.name, sha256: from.playbook.sha256 },
    order: rule.order,
    orderReason:
      rule.order === 'memory-first'
        ? 'order of volatility: memory is lost first'
        : `rule ${rule.name} contains a finding of this severity before it acquires memory`,
    isolate,
    items: plannedItems(state, from.sources),
    changes: [...from.changes],
    techniques: [...from.techniques],
    approval: {
      people: rule.approval.people,
      reason: `rule ${rule.name}: ${rule.approval.reason}`,
      validForSeconds: rule.approval.validForSeconds,
      ...(rule.approval.emergency === true ? { emergency: true } : {}),
    },
  };
}

/** Every call that changes something, before it is made (TRI-5); asking for it changes nothing. */
async function plannedChanges(
  ports: Ports,
  state: CaseState,
  techniques: readonly Technique[],
): Promise<readonly PlannedChange[]> {
  const { subject } = state.opened;
  const steps: readonly HostStep[] =
    isolationOrder(state) === undefined
      ? ['preserve', 'snapshot']
      : ['preserve', 'snapshot', 'contain'];
  const planned: PlannedChange[] = [];
  for (const step of steps) {
    if (!techniques.some(({ technique, possible }) => technique === step && possible)) continue;
    const changes = await ports.host.changes(step, { case: state.id, subject });
    planned.push(...changes.map((change) => ({ step, ...change.planned })));
  }
  return planned;
}

function speaksOf(rule: PlanRule, state: CaseState, isolate: boolean): boolean {
  const { origin, subject, severityAtLeast, isolate: isolates } = rule.when;
  return (
    (origin?.includes(state.opened.origin) ?? true) &&
    (subject?.includes(state.opened.subject.kind) ?? true) &&
    (severityAtLeast === undefined || worstIs(state, severityAtLeast)) &&
    (isolates === undefined || isolates === isolate)
  );
}

const worstIs = (state: CaseState, floor: Severity): boolean =>
  state.findings.some(({ severity }) => isAtLeast(severity, floor));

const VOLATILITY = ['memory', 'disk', 'log'] as const;

function plannedItems(state: CaseState, known: readonly Source[]): PlannedItem[] {
  const sources = onceEach([...state.opened.sources, ...known]);
  const ordered = VOLATILITY.flatMap((kind) => sources.filter((source) => source.kind === kind));
  return ordered.map((source, index) => ({
    item: evidenceId(state.next.evidence + index),
    kind: source.kind,
    title: source.title,
    source,
  }));
}

/** A source that the case and the stack both name is acquired once, and since what either of them says. */
function onceEach(sources: readonly Source[]): readonly Source[] {
  const byUris = new Map<string, Source>();
  for (const source of sources) {
    const key = JSON.stringify([source.kind, source.uris]);
    const since = source.since ?? byUris.get(key)?.since;
    byUris.set(key, since === undefined ? source : { ...source, since });
  }
  return [...byUris.values()];
}
