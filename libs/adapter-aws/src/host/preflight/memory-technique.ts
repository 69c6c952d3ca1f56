import type { Technique } from '@afo/domain';
import type { HostCalls } from '../host-calls.ts';
import { agentOf } from '../inventory/host-answers.ts';
import type { Instance } from '../inventory/instance.ts';
import { impossible, possible, unanswered } from './verdict.ts';

const TECHNIQUE = 'memory/ssm';

/** Whether a program can be run on the host by its agent. Everything else works without one (F-45). */
export async function memoryTechnique(calls: HostCalls, instance: Instance): Promise<Technique> {
  const { id, state, architecture } = instance;
  if (state !== 'running') return impossible(TECHNIQUE, `the instance is ${state}`);
  const asked = await agentOf(calls, id);
  const open = unanswered(TECHNIQUE, asked);
  if (open !== undefined) return open;
  const agent = asked.answers
    .flatMap(({ InstanceInformationList }) => InstanceInformationList ?? [])
    .find(({ InstanceId }) => InstanceId === id);
  if (agent === undefined)
    return impossible(TECHNIQUE, 'Systems Manager knows no agent on this instance');
  const { PingStatus, PlatformType, PlatformName, AgentVersion } = agent;
  const host = [PlatformType, PlatformName, architecture, `agent ${AgentVersion ?? '?'}`]
    .filter((part) => part !== undefined)
    .join(', ')
    .slice(0, 500);
  return PingStatus === 'Online'
    ? possible(TECHNIQUE, `the agent is online (${host})`)
    : impossible(TECHNIQUE, `the agent is ${PingStatus ?? 'of unknown state'} (${host})`);
}
