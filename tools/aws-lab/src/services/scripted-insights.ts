import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { errorAnswer, queryAnswer, xmlText } from '../gateway/api-answer.ts';
import type { ApiAnswer } from '../gateway/api-answer.ts';
import type { Desk, DeskCall } from '../gateway/desk.ts';

/** What an analysis of Reachability Analyzer shall find. Nothing is analysed: the answer is the scenario's word. */
export interface ScriptedPath {
  readonly account: string;
  readonly region: string;
  readonly found: boolean;
}

const text = z.string().min(1);
const pathSchema = z.object({
  Source: text,
  Destination: text.optional(),
  Protocol: z.enum(['tcp', 'udp']),
});
const startSchema = z.object({ NetworkInsightsPathId: text });
const listSchema = z.object({ NetworkInsightsAnalysisId: z.array(text).optional() });

interface Analysis {
  readonly id: string;
  readonly path: string;
  readonly found: boolean;
  readonly at: string;
}

interface Bench {
  readonly found: boolean;
  readonly paths: Map<string, z.infer<typeof pathSchema>>;
  readonly analyses: Map<string, Analysis>;
}

/**
 * Reachability Analyzer by script, marked as such by the tag `lab: scripted`. Accounts and regions without a script
 * have none of it: the emulators do not either, and say so.
 */
export function scriptedInsightsDesk(scripts: readonly ScriptedPath[]): Desk {
  const benches = new Map<string, Bench>(
    scripts.map(({ account, region, found }) => [
      `${account}/${region}`,
      { found, paths: new Map(), analyses: new Map() },
    ]),
  );
  return (call) => {
    if (call.service !== 'ec2') return undefined;
    const bench = benches.get(`${call.principal.account}/${call.region}`);
    return bench === undefined ? undefined : answer(bench, call);
  };
}

function answer(bench: Bench, call: DeskCall): ApiAnswer | undefined {
  switch (call.operation) {
    case 'CreateNetworkInsightsPath':
      return createPath(bench, call);
    case 'DescribeNetworkInsightsPaths':
      return listPaths(bench, call);
    case 'StartNetworkInsightsAnalysis':
      return start(bench, call);
    case 'DescribeNetworkInsightsAnalyses':
      return list(bench, call);
    case 'DeleteNetworkInsightsAnalysis':
      return remove(bench.analyses, call, 'NetworkInsightsAnalysis');
    case 'DeleteNetworkInsightsPath':
      return remove(bench.paths, call, 'NetworkInsightsPath');
    default:
      return undefined;
  }
}

function createPath(bench: Bench, { operation, parameters }: DeskCall): ApiAnswer {
  const path = pathSchema.safeParse(parameters);
  if (!path.success) return missing('InvalidParameterValue', 'a path has a source and a protocol');
  const id = `nip-${randomBytes(9).toString('hex').slice(0, 17)}`;
  bench.paths.set(id, path.data);
  return queryAnswer(
    'ec2',
    operation,
    `<networkInsightsPath>${pathXml(id, path.data)}</networkInsightsPath>`,
  );
}

/** All of them, whatever the filter: a filter by tag gives no fewer than were asked for. */
function listPaths(bench: Bench, { operation }: DeskCall): ApiAnswer {
  const items = [...bench.paths].map(([id, path]) => `<item>${pathXml(id, path)}</item>`);
  return queryAnswer(
    'ec2',
    operation,
    `<networkInsightsPathSet>${items.join('')}</networkInsightsPathSet>`,
  );
}

function start(bench: Bench, { operation, parameters }: DeskCall): ApiAnswer {
  const asked = startSchema.safeParse(parameters);
  const path = asked.data?.NetworkInsightsPathId ?? '';
  if (!bench.paths.has(path))
    return missing('InvalidNetworkInsightsPathId.NotFound', 'there is no such path');
  const id = `nia-${randomBytes(9).toString('hex').slice(0, 17)}`;
  const analysis = { id, path, found: bench.found, at: new Date().toISOString() };
  bench.analyses.set(id, analysis);
  return queryAnswer(
    'ec2',
    operation,
    `<networkInsightsAnalysis>${analysisXml(analysis, 'running')}</networkInsightsAnalysis>`,
  );
}

function list(bench: Bench, { operation, parameters }: DeskCall): ApiAnswer {
  const asked = listSchema.safeParse(parameters).data?.NetworkInsightsAnalysisId;
  const unknown = asked?.some((id) => !bench.analyses.has(id)) === true;
  if (unknown)
    return missing('InvalidNetworkInsightsAnalysisId.NotFound', 'there is no such analysis');
  const items = [...bench.analyses.values()]
    .filter(({ id }) => asked?.includes(id) ?? true)
    .map((analysis) => `<item>${analysisXml(analysis, 'succeeded')}</item>`);
  return queryAnswer(
    'ec2',
    operation,
    `<networkInsightsAnalysisSet>${items.join('')}</networkInsightsAnalysisSet>`,
  );
}

function remove(shelf: Map<string, unknown>, call: DeskCall, what: string): ApiAnswer {
  const name = `${what}Id`;
  const id = z.string().safeParse(call.parameters[name]).data ?? '';
  if (!shelf.delete(id)) return missing(`Invalid${name}.NotFound`, 'there is no such thing');
  const tag = `${what.charAt(0).toLowerCase()}${what.slice(1)}Id`;
  return queryAnswer('ec2', call.operation, `<${tag}>${id}</${tag}>`);
}

const MARK = '<tagSet><item><key>lab</key><value>scripted</value></item></tagSet>';

const pathXml = (
  id: string,
  { Source, Destination = '', Protocol }: z.infer<typeof pathSchema>,
): string =>
  `<networkInsightsPathId>${id}</networkInsightsPathId><source>${xmlText(Source)}</source><destination>${xmlText(Destination)}</destination><protocol>${Protocol}</protocol>${MARK}`;

const analysisXml = ({ id, path, found, at }: Analysis, status: string): string =>
  `<networkInsightsAnalysisId>${id}</networkInsightsAnalysisId><networkInsightsPathId>${path}</networkInsightsPathId><startDate>${at}</startDate><status>${status}</status>${status === 'succeeded' ? `<networkPathFound>${String(found)}</networkPathFound>` : ''}${MARK}`;

const missing = (code: string, message: string): ApiAnswer =>
  errorAnswer('ec2', { status: 400, code, message });
