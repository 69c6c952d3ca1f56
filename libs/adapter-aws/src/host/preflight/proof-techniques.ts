import type { Technique } from '@afo/domain';
import { ask } from '../inventory/ask.ts';
import { isGone } from '../inventory/instance.ts';
import type { Instance } from '../inventory/instance.ts';
import { chooseFlowLogs } from '../proof/flow-log-choice.ts';
import { describeFlowLogs } from '../proof/flow-logs.ts';
import type { ProofMeans } from '../proof/look.ts';
import type { HostCalls } from '../host-calls.ts';
import { impossible, possible, unanswered } from './verdict.ts';

/** By what an isolation could be proven here; without any of it, it can only be called unproven. */
export async function proofTechniques(
  calls: HostCalls,
  { instance, means, agent }: { instance: Instance; means: ProofMeans; agent: Technique },
): Promise<readonly Technique[]> {
  if (isGone(instance)) return [impossible('prove', `the instance is ${instance.state}`)];
  const ways = [
    await flowLogTechnique(calls, instance),
    await analyzerTechnique(calls, means),
    probeTechnique(means, agent),
  ];
  const open = ways.filter((way) => way.possible);
  return [
    open.length > 0
      ? possible('prove', `by ${open.map(({ technique }) => technique.slice(6)).join(', ')}`)
      : impossible(
          'prove',
          `there is no means, and settings alone prove nothing: ${ways.map(({ reason }) => reason).join('; ')}`,
        ),
    ...ways,
  ];
}

async function flowLogTechnique(calls: HostCalls, instance: Instance): Promise<Technique> {
  const technique = 'prove/flow-logs';
  const asked = await describeFlowLogs({ calls, instance });
  const open = unanswered(technique, asked);
  if (open !== undefined) return open;
  const { bare, byInterface, unusable } = chooseFlowLogs(
    instance,
    asked.answers.flatMap(({ FlowLogs }) => FlowLogs ?? []),
  );
  if (byInterface.size === 0) return impossible(technique, 'the host has no interface');
  if (bare.length === 0) return possible(technique, 'every interface has flow logs');
  const why = unusable.length === 0 ? '' : ` (${unusable.join('; ')})`;
  return impossible(technique, `no flow log shows the traffic of ${bare.join(', ')}${why}`);
}

async function analyzerTechnique(calls: HostCalls, means: ProofMeans): Promise<Technique> {
  const technique = 'prove/reachability-analyzer';
  if (!means.reachabilityAnalyzer)
    return impossible(technique, 'this deployment does not allow Reachability Analyzer');
  const asked = await ask(calls, ['ec2:DescribeNetworkInsightsAnalyses', { MaxResults: 1 }]);
  return (
    unanswered(technique, asked) ??
    possible(technique, 'paths over IPv4 can be analysed; each analysis is billed')
  );
}

function probeTechnique({ probeDocument }: ProofMeans, agent: Technique): Technique {
  const technique = 'prove/probe';
  if (probeDocument === undefined) return impossible(technique, 'no probe document is deployed');
  return agent.possible
    ? possible(technique, `by ${probeDocument}, if the agent stays reachable`)
    : impossible(technique, agent.reason);
}
