import type { In, Operation, Out } from '../host-calls.ts';
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
  /** Paths and analyses that could not be removed again. */
  readonly left: readonly string[];
}

type Ask = <K extends Operation>(operation: K, input: In<K>) => Promise<Out<K> | undefined>;

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
    return one.gap === undefined ? one.answers.at(0) : undefined;
  };
  const analyses: (string | undefined)[] = [];
  let found: readonly (boolean | undefined)[];
  try {
    for (const route of routes) analyses.push(await start(askAndKeep, context, route));
    const ended = await untilEnded(context, analyses);
    if (ended !== undefined) asked.push(ended);
    found = analyses.map((id) => resultOf(ended, id));
  } finally {
    // Also where a fault of this program ends the look: nothing of it stays in the account.
    await clear(askAndKeep, context);
  }
  const left = await leftOf(askAndKeep, context, analyses);
  return { found, asked, left };
}

const marked = ({ case: id }: LookContext) => ({ Key: MARK, Value: id });

async function start(ask: Ask, context: LookContext, route: Route): Promise<string | undefined> {
  const path = await ask('ec2:CreateNetworkInsightsPath', {
    ...route,
    TagSpecifications: [{ ResourceType: 'network-insights-path', Tags: [marked(context)] }],
  });
  const NetworkInsightsPathId = path?.NetworkInsightsPath?.NetworkInsightsPathId;
  if (NetworkInsightsPathId === undefined) return undefined;
  const analysis = await ask('ec2:StartNetworkInsightsAnalysis', {
    NetworkInsightsPathId,
    TagSpecifications: [{ ResourceType: 'network-insights-analysis', Tags: [marked(context)] }],
  });
  return analysis?.NetworkInsightsAnalysis?.NetworkInsightsAnalysisId;
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

/** An analysis keeps its path from being deleted, so it goes first. */
async function clear(ask: Ask, context: LookContext): Promise<void> {
  const { analyses, paths } = await ours(ask, context);
  for (const NetworkInsightsAnalysisId of analyses)
    await ask('ec2:DeleteNetworkInsightsAnalysis', { NetworkInsightsAnalysisId });
  for (const NetworkInsightsPathId of paths)
    await ask('ec2:DeleteNetworkInsightsPath', { NetworkInsightsPathId });
}

/** Where that cannot be asked, what was made may still be there. */
async function leftOf(
  ask: Ask,
  context: LookContext,
  made: readonly (string | undefined)[],
): Promise<readonly string[]> {
  const { analyses, paths, isKnown } = await ours(ask, context);
  return isKnown ? [...analyses, ...paths] : made.filter((id) => id !== undefined);
}

async function ours(ask: Ask, context: LookContext) {
  const { Key, Value } = marked(context);
  const Filters = [{ Name: `tag:${Key}`, Values: [Value] }];
  const analyses = await ask('ec2:DescribeNetworkInsightsAnalyses', { Filters });
  const paths = await ask('ec2:DescribeNetworkInsightsPaths', { Filters });
  return {
    isKnown: analyses !== undefined && paths !== undefined,
    analyses: (analyses?.NetworkInsightsAnalyses ?? []).flatMap(
      (one) => one.NetworkInsightsAnalysisId ?? [],
    ),
    paths: (paths?.NetworkInsightsPaths ?? []).flatMap((one) => one.NetworkInsightsPathId ?? []),
  };
}
