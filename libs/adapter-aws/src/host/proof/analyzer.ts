import type { In, Operation } from '../host-calls.ts';
import { ask } from '../inventory/ask.ts';
import type { Asked } from '../inventory/ask.ts';
import { nextToken } from '../inventory/pages.ts';
import { hasTimeFor } from './look.ts';
import type { LookContext } from './look.ts';

/** From where to where, in ids of gateways and interfaces. */
export interface Route {
  readonly Source: string;
  readonly Destination: string;
  readonly Protocol: 'tcp' | 'udp';
}

export interface Analysed {
  /** Whether there is a path; undefined where the analysis did not come to an end. */
  readonly found: readonly (boolean | undefined)[];
  readonly asked: readonly Asked<Operation>[];
  /** Paths and analyses that were made and could not be removed again. */
  readonly left: readonly string[];
}

/** Asks, and keeps the answer as evidence. */
type Ask = <K extends Operation>(operation: K, input: In<K>) => Promise<Asked<K>>;

/** What was made and is not removed yet. */
interface Made {
  readonly paths: Set<string>;
  readonly analyses: Set<string>;
}

/** Marks what a look has made, so that the next one finds what a look that died has left. */
const MARK = 'afo:proof-of';
const ASK_AGAIN_MS = 5_000;

/**
 * Has Reachability Analyzer look at every route. Whatever it makes for that, also what an earlier attempt has left, is
 * removed again; every answer is kept, those of the removal too.
 */
export async function analyse(context: LookContext, routes: readonly Route[]): Promise<Analysed> {
  const asked: Asked<Operation>[] = [];
  const askAndKeep: Ask = async (operation, input) => {
    const one = await ask(context.calls, [operation, input]);
    asked.push(one);
    return one;
  };
  const made: Made = { paths: new Set(), analyses: new Set() };
  let found: readonly (boolean | undefined)[];
  try {
    const analyses: (string | undefined)[] = [];
    for (const route of routes) analyses.push(await start(askAndKeep, route, { context, made }));
    const ended = await untilEnded(context, analyses);
    if (ended !== undefined) asked.push(ended);
    found = analyses.map((id) => resultOf(ended, id));
  } finally {
    // Also where a fault of this program ends the look: nothing of it stays in the account.
    await findLeft(askAndKeep, context, made);
    await remove(askAndKeep, made);
  }
  return { found, asked, left: [...made.analyses, ...made.paths] };
}

const markOf = ({ case: id }: LookContext) => ({ Key: MARK, Value: id });

async function start(
  ask: Ask,
  route: Route,
  { context, made }: { readonly context: LookContext; readonly made: Made },
): Promise<string | undefined> {
  const Tags = [markOf(context)];
  const created = await ask('ec2:CreateNetworkInsightsPath', {
    ...route,
    TagSpecifications: [{ ResourceType: 'network-insights-path', Tags }],
  });
  const path = created.answers.at(0)?.NetworkInsightsPath?.NetworkInsightsPathId;
  if (path === undefined) return undefined;
  made.paths.add(path);
  const started = await ask('ec2:StartNetworkInsightsAnalysis', {
    NetworkInsightsPathId: path,
    TagSpecifications: [{ ResourceType: 'network-insights-analysis', Tags }],
  });
  const analysis = started.answers.at(0)?.NetworkInsightsAnalysis?.NetworkInsightsAnalysisId;
  if (analysis !== undefined) made.analyses.add(analysis);
  return analysis;
}

/** The last answer about the analyses: none is running any more, or the time is over. */
async function untilEnded(
  { calls, wait }: LookContext,
  analyses: readonly (string | undefined)[],
): Promise<Results | undefined> {
  const NetworkInsightsAnalysisIds = analyses.filter((id) => id !== undefined);
  if (NetworkInsightsAnalysisIds.length === 0) return undefined;
  for (;;) {
    const asked = await ask(
      calls,
      ['ec2:DescribeNetworkInsightsAnalyses', { NetworkInsightsAnalysisIds }],
      { next: nextToken },
    );
    const isRunning = analysesIn(asked).some(({ Status }) => Status === 'running');
    if (!isRunning || !(await hasTimeFor(wait, ASK_AGAIN_MS))) return asked;
  }
}

type Results = Asked<'ec2:DescribeNetworkInsightsAnalyses'>;

const analysesIn = ({ answers }: Results) =>
  answers.flatMap(({ NetworkInsightsAnalyses }) => NetworkInsightsAnalyses ?? []);

function resultOf(ended: Results | undefined, id: string | undefined): boolean | undefined {
  if (ended === undefined || id === undefined) return undefined;
  const one = analysesIn(ended).find(
    ({ NetworkInsightsAnalysisId }) => NetworkInsightsAnalysisId === id,
  );
  return one?.Status === 'succeeded' ? one.NetworkPathFound : undefined;
}

interface Tagged {
  readonly Tags?:
    | readonly {
        readonly Key?: string | undefined;
        readonly Value?: string | undefined;
      }[]
    | undefined;
}

/** What bears the mark of the case was made by it: by an attempt that died, or by a call whose answer was lost. */
async function findLeft(ask: Ask, context: LookContext, made: Made): Promise<void> {
  const { Key, Value } = markOf(context);
  const Filters = [{ Name: `tag:${Key}`, Values: [Value] }];
  const isOurs = ({ Tags }: Tagged) =>
    (Tags ?? []).some((tag) => tag.Key === Key && tag.Value === Value);
  const analyses = await ask('ec2:DescribeNetworkInsightsAnalyses', { Filters });
  for (const one of analysesIn(analyses).filter(isOurs))
    if (one.NetworkInsightsAnalysisId !== undefined)
      made.analyses.add(one.NetworkInsightsAnalysisId);
  const paths = await ask('ec2:DescribeNetworkInsightsPaths', { Filters });
  for (const one of paths.answers.flatMap((answer) => answer.NetworkInsightsPaths ?? []))
    if (isOurs(one) && one.NetworkInsightsPathId !== undefined)
      made.paths.add(one.NetworkInsightsPathId);
}

/** An analysis keeps its path from being deleted, so it goes first. */
async function remove(ask: Ask, { analyses, paths }: Made): Promise<void> {
  for (const NetworkInsightsAnalysisId of [...analyses]) {
    const asked = await ask('ec2:DeleteNetworkInsightsAnalysis', { NetworkInsightsAnalysisId });
    if (isGone(asked)) analyses.delete(NetworkInsightsAnalysisId);
  }
  for (const NetworkInsightsPathId of [...paths]) {
    const asked = await ask('ec2:DeleteNetworkInsightsPath', { NetworkInsightsPathId });
    if (isGone(asked)) paths.delete(NetworkInsightsPathId);
  }
}

const isGone = ({ gap, error }: Asked<Operation>): boolean =>
  gap === undefined || error?.code === 'aws.not-found';
