import { isAfoError, ordinalOf, sha256Schema, toolRunId } from '@afo/domain';
import type { EntryBody, EvidenceId, Tool, ToolRunId } from '@afo/domain';
import type { AnalysisTool, AnalysisToolIdentity, WorkingCopy } from '@afo/ports';
import type { StepContext } from '../step/step.ts';
import { ResultSink } from './result-sink.ts';

/** Ids for the results of one tool; `others` is how many ids of the step are in use when it needs more. */
export interface ResultIds {
  readonly detections: EvidenceId;
  readonly events: EvidenceId;
  readonly others: number;
}

export interface ToolTask {
  readonly tool: AnalysisTool;
  readonly copy: WorkingCopy;
  readonly ids: ResultIds;
}

export interface FinishedRun {
  readonly body: Omit<EntryBody<'analysis.completed'>, 'inputs'>;
  /** How many recovered files it has sealed; they took ids of the step. */
  readonly recovered: number;
}

/**
 * Runs one tool and seals what it finds. A failure of the tool is a result: the run is `failed`, says why, and has no
 * detections and no events to rely on (F-06). Only what is not the tool's fault (a vault that is away, a worker that
 * shuts down) is thrown.
 */
export async function runTool(context: StepContext, task: ToolTask): Promise<FinishedRun> {
  const { tool, copy, ids } = task;
  const { ports, signal, progress } = context;
  const run = runIdOf(ids);
  const known = await identityOf(context, tool);
  if (known.identity === undefined) return notRun(run, tool, known.why);
  const sink = new ResultSink(context, { ...task, run, identity: known.identity });
  const failure = await attempt(context, async () => {
    await tool.run({ copy, tools: ports.tools, signal, sink: sink.for(progress) });
  });
  const results = failure === undefined ? await sink.finish() : await sink.abandon(failure);
  return {
    recovered: results.recovered,
    body: {
      run,
      tool: known.identity.tool,
      ruleSets: known.identity.ruleSets.map(({ name, sha256 }) => ({
        name,
        sha256: sha256Schema.parse(sha256),
      })),
      outputs: [...results.outputs],
      outcome: results.outcome,
      detections: results.detections,
      events: results.events,
      limits: [...results.limits],
    },
  };
}

/** An evidence id is given once in a case, so the number of the first is one that no other run can have. */
const runIdOf = ({ detections }: ResultIds): ToolRunId => toolRunId(ordinalOf(detections));

type Identified =
  | { readonly identity: AnalysisToolIdentity; readonly why?: undefined }
  | { readonly identity?: undefined; readonly why: string };

async function identityOf(context: StepContext, tool: AnalysisTool): Promise<Identified> {
  const found: { identity?: AnalysisToolIdentity } = {};
  const failure = await attempt(context, async () => {
    found.identity = await tool.identify(context.ports.tools);
  });
  return found.identity === undefined
    ? { why: failure ?? 'it does not say what it is' }
    : { identity: found.identity };
}

const notRun = (run: ToolRunId, { name }: AnalysisTool, why: string): FinishedRun => ({
  recovered: 0,
  body: {
    ...{ run, tool: { name, version: 'not known' } satisfies Tool, ruleSets: [], outputs: [] },
    ...{ outcome: 'failed', detections: 0, events: 0, limits: [`It could not be run: ${why}.`] },
  },
});

/** Codes of failures that are not the tool's: whoever tries again may have more luck. */
const NOT_THE_TOOLS = /^(vault|case-log|signer|case|step)\./;

/** Why it failed, safe to publish; nothing when it did not. */
async function attempt(
  { signal, unexpected }: StepContext,
  work: () => Promise<void>,
): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (signal.aborted) throw error;
    if (!isAfoError(error)) {
      unexpected?.(error);
      return `an unexpected error (${error instanceof Error ? error.name : typeof error})`;
    }
    if (NOT_THE_TOOLS.test(error.code)) throw error;
    return error.message;
  }
}
