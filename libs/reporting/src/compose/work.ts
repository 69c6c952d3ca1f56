import type { CaseState, Entry, Report, ReportChange, ReportStep } from '@afo/domain';
import { isEntry } from '@afo/domain';

/** How each step of the workflow ended, in the order in which they began. */
export function reportSteps(entries: readonly Entry[], state: CaseState): ReportStep[] {
  const lastEntry = new Map<string, number>();
  for (const entry of entries) {
    if (isStep(entry)) lastEntry.set(entry.body.key, entry.seq);
  }
  return [...state.steps.values()].map((step) => {
    const because = step.cause ?? step.reason;
    return {
      key: step.key,
      step: step.step,
      ...(step.item === undefined ? {} : { item: step.item }),
      status: step.status,
      ended: step.ended,
      attempts: step.attempt,
      ...(step.startedAt === undefined ? {} : { startedAt: step.startedAt }),
      ...(step.endedAt === undefined ? {} : { endedAt: step.endedAt }),
      ...(step.status === 'failed' && step.code !== undefined ? { code: step.code } : {}),
      ...((step.status === 'failed' || step.status === 'skipped') && because !== undefined
        ? { because }
        : {}),
      entry: lastEntry.get(step.key) ?? 0,
    };
  });
}

type StepEntry = Entry<'step.started' | 'step.succeeded' | 'step.failed' | 'step.skipped'>;

const isStep = (entry: Entry): entry is StepEntry =>
  isEntry(entry, 'step.started') ||
  isEntry(entry, 'step.succeeded') ||
  isEntry(entry, 'step.failed') ||
  isEntry(entry, 'step.skipped');

/** Changes outside the case, as the log has them. */
export const reportChanges = (entries: readonly Entry[]): ReportChange[] =>
  entries
    .filter((entry) => isEntry(entry, 'resource.changed'))
    .map(({ seq, at, body }) => ({
      entry: seq,
      at,
      change: body.change,
      resource: body.resource,
      phase: body.phase,
      before: body.before,
      after: body.after,
      ...(body.requestId === undefined ? {} : { requestId: body.requestId }),
      ...(body.code === undefined ? {} : { code: body.code }),
    }));

/** The findings that the case rests on. */
export const reportFindings = (entries: readonly Entry[]): Report['findings'] =>
  entries
    .filter((entry) => isEntry(entry, 'finding.attached'))
    .map(({ seq, at, body }) => ({
      entry: seq,
      at,
      product: body.product,
      format: body.format,
      title: body.title,
      types: body.types,
      severity: body.severity,
      findingIds: body.findingIds,
      isolate: body.isolate,
      ...(body.rule === undefined ? {} : { rule: body.rule }),
      reason: body.reason,
      rawSha256: body.raw.sha256,
      rawBytes: body.raw.bytes,
    }));

/** Who allowed the work: granted authorisations, and requests with their end. */
export function reportAuthority(
  entries: readonly Entry[],
  state: CaseState,
): Pick<Report, 'authorisations' | 'requests'> {
  const grants = entries.filter((entry) => isEntry(entry, 'authorisation.granted'));
  const asked = entries.filter((entry) => isEntry(entry, 'authorisation.pending'));
  return {
    authorisations: grants.map(({ seq, body }) => ({ ...body, entry: seq })),
    requests: [...state.requests.values()].map(({ at: _at, ...request }) => ({
      ...request,
      entry: asked.findLast(({ body }) => body.request === request.request)?.seq ?? 0,
    })),
  };
}

/** The checkpoints signed so far, with the entries that say so. */
export const reportCheckpoints = (
  entries: readonly Entry[],
): Report['verification']['checkpoints'] =>
  entries
    .filter((entry) => isEntry(entry, 'checkpoint.signed'))
    .map(({ seq, body: { size, root, key, timestamp } }) => ({
      entry: seq,
      size,
      root,
      key,
      timestamp,
    }));
