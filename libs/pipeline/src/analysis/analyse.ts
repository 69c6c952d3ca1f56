import type { EntryBody, EvidenceId, Manifest } from '@afo/domain';
import type { AnalysisTool } from '@afo/ports';
import { PipelineError } from '../errors.ts';
import { readManifest } from '../evidence/read-manifest.ts';
import type { StepContext, StepHandler, StepOutcome } from '../step/step.ts';
import { runTool } from './run-tool.ts';
import type { FinishedRun } from './run-tool.ts';
import { withWorkingCopy } from './session.ts';

/** Where working copies lie while they are being analysed. */
export interface Workspace {
  /** A folder for this item alone, emptied when anything is left in it; the copy and scratch files go there. */
  open(place: { readonly caseId: string; readonly item: EvidenceId }): Promise<OpenWorkspace>;
}

export interface OpenWorkspace {
  /** Path for the working copy; nothing is there. */
  readonly copy: string;
  /** An empty folder for the scratch files of the tools, which run one after the other and may share them. */
  readonly scratch: string;
  /** Removes everything. */
  close(): Promise<void>;
}

export interface Analysis {
  readonly tools: readonly AnalysisTool[];
  readonly workspace: Workspace;
}

/**
 * Analyses one item: makes a copy whose digest is that of the item, runs every tool that takes its kind, seals what
 * each has found, compares the copy's digest again, and enters one `analysis.completed` a tool (ANA-2, ANA-3, C34).
 * A tool that fails is an entry and does not keep the others from running.
 */
export const analyse =
  ({ tools, workspace }: Analysis): StepHandler =>
  async (context) => {
    const { book, task } = context;
    const item = task.item === undefined ? undefined : book.state.items.get(task.item);
    if (item?.sealed === undefined) return nothing(`nothing of ${task.item ?? 'it'} was sealed`);
    const known = completedRuns(context, item.item);
    if (known.length > 0) return outcomeOf(known);
    const { manifest } = await readManifest(context.ports.vault, item.sealed);
    const fitting = tools.filter(({ inputs }) => inputs.includes(manifest.kind));
    if (fitting.length === 0)
      return nothing(`no tool here analyses evidence of the kind ${manifest.kind}`);
    const runs = await runAll(context, { tools: fitting, workspace, manifest });
    await context.record(...runs.map((body) => ({ type: 'analysis.completed', body }) as const));
    return outcomeOf(runs);
  };

const nothing = (reason: string): StepOutcome => ({ status: 'skipped', reason });

type Run = EntryBody<'analysis.completed'>;

/** Runs are entered all at once, so there are none or all of them. */
const completedRuns = ({ book }: StepContext, item: EvidenceId): readonly Run[] =>
  book.state.runs.filter(({ inputs }) => inputs.length === 1 && inputs[0]?.item === item);

interface Work extends Analysis {
  readonly manifest: Manifest;
}

/** Ids that every tool gets: for its detections and for its events. The first one's number is that of the run. */
const IDS_A_TOOL = 2;

async function runAll(context: StepContext, work: Work): Promise<readonly Run[]> {
  const { tools, manifest } = work;
  const ids = await context.reserve(tools.length * IDS_A_TOOL);
  const session = await withWorkingCopy(context, work, async (copy) => {
    const finished: FinishedRun[] = [];
    for (const [index, tool] of tools.entries()) {
      context.signal.throwIfAborted();
      const [detections, events] = ids.slice(index * IDS_A_TOOL, (index + 1) * IDS_A_TOOL);
      if (detections === undefined || events === undefined) throw tooFewIds();
      context.progress({ done: index, total: tools.length, unit: 'tools', activity: tool.name });
      const before = finished.reduce((sum, { recovered }) => sum + recovered, ids.length);
      finished.push(
        await runTool(context, { tool, copy, ids: { detections, events, others: before } }),
      );
    }
    return finished;
  });
  const inputs = [
    { item: manifest.item, sha256Before: session.before, sha256After: session.after },
  ];
  return session.result.map(({ body }) => ({ ...body, inputs }));
}

const tooFewIds = (): PipelineError =>
  new PipelineError('case.busy', 'the log gave fewer evidence ids than were asked for', {
    retryable: true,
  });

function outcomeOf(runs: readonly Run[]): StepOutcome {
  const failed = runs.filter(({ outcome }) => outcome === 'failed');
  if (failed.length === runs.length) {
    const why = failed.flatMap(({ tool, limits }) =>
      limits.slice(0, 1).map((limit) => `${tool.name}: ${limit}`),
    );
    throw new PipelineError(
      'analysis.failed',
      `no tool could analyse it. ${why.join(' ')}`.slice(0, 4000),
    );
  }
  return {
    status: 'succeeded',
    facts: {
      tools: runs.length,
      failed: failed.length,
      partial: runs.filter(({ outcome }) => outcome === 'partial').length,
      detections: runs.reduce((sum, { detections }) => sum + detections, 0),
      events: runs.reduce((sum, { events }) => sum + events, 0),
    },
  };
}
