import { z } from 'zod';
import { errorAnswer, jsonAnswer } from '../gateway/api-answer.ts';
import type { ApiAnswer } from '../gateway/api-answer.ts';
import type { Desk, DeskCall } from '../gateway/desk.ts';
import { CommandShelf } from './command-shelf.ts';
import type { LabAgent } from './lab-agent.ts';

/** An agent by the id of its instance, and where that is. */
export interface AgentPlace {
  readonly instance: string;
  readonly account: string;
  readonly region: string;
  readonly agent: LabAgent;
}

const sendSchema = z.object({
  DocumentName: z.string(),
  InstanceIds: z.array(z.string()).min(1).max(50),
  Parameters: z.object({
    commands: z.array(z.string()).min(1),
    executionTimeout: z.tuple([z.string().regex(/^\d+$/)]).optional(),
  }),
});
const invocationSchema = z.object({ CommandId: z.string(), InstanceId: z.string() });
const listSchema = z.object({ CommandId: z.string().optional() });

/**
 * SSM for the instances whose agent is given: commands really run there, and their output is cut as AWS cuts it. For
 * all others nothing ever pretends to have run: SendCommand is refused with InvalidInstanceId (SSM API reference).
 */
export function runCommandDesk(agents: () => readonly AgentPlace[]): Desk {
  const shelf = new CommandShelf();
  return (call) =>
    call.service === 'ssm' ? answer(shelf, agentsOf(call, agents()), call) : undefined;
}

const agentsOf = ({ principal, region }: DeskCall, agents: readonly AgentPlace[]) =>
  new Map(
    agents
      .filter((place) => place.account === principal.account && place.region === region)
      .map(({ instance, agent }) => [instance, agent]),
  );

type Agents = ReadonlyMap<string, LabAgent>;

function answer(shelf: CommandShelf, agents: Agents, call: DeskCall): ApiAnswer | undefined {
  switch (call.operation) {
    case 'DescribeInstanceInformation':
      return jsonAnswer({ InstanceInformationList: [...agents].map(informationOf) });
    case 'SendCommand':
      return send(shelf, agents, call);
    case 'GetCommandInvocation':
      return invocation(shelf, call);
    case 'ListCommandInvocations':
      return jsonAnswer({
        CommandInvocations: shelf.list(listSchema.safeParse(call.parameters).data?.CommandId),
      });
    case 'CancelCommand':
      shelf.cancel(listSchema.safeParse(call.parameters).data?.CommandId ?? '');
      return jsonAnswer({});
    default:
      return undefined;
  }
}

const informationOf = ([InstanceId, agent]: readonly [string, LabAgent]) => ({
  ...{ InstanceId, PingStatus: 'Online', LastPingDateTime: Date.now() / 1000 },
  ...{ PlatformType: 'Linux', ResourceType: 'EC2Instance' },
  ...{ PlatformName: agent.platform, PlatformVersion: agent.platformVersion },
});

function send(shelf: CommandShelf, agents: Agents, { parameters }: DeskCall): ApiAnswer {
  const asked = sendSchema.safeParse(parameters);
  if (!asked.success) return refused('InvalidParameters', 'the lab knows instances by their ids');
  const { DocumentName, InstanceIds, Parameters } = asked.data;
  if (InstanceIds.some((id) => !agents.has(id)))
    return refused('InvalidInstanceId', 'Instances not in a valid state for account');
  if (DocumentName !== 'AWS-RunShellScript')
    return refused('InvalidDocument', 'the lab runs AWS-RunShellScript and no other');
  const command = shelf.begin({
    document: DocumentName,
    script: Parameters.commands.join('\n'),
    seconds: Number(Parameters.executionTimeout?.[0] ?? 3_600),
    agents: InstanceIds.flatMap((id) => {
      const agent = agents.get(id);
      return agent === undefined ? [] : [[id, agent] as const];
    }),
  });
  return jsonAnswer({
    Command: { CommandId: command, DocumentName, InstanceIds, Status: 'Pending' },
  });
}

function invocation(shelf: CommandShelf, { parameters }: DeskCall): ApiAnswer {
  const asked = invocationSchema.safeParse(parameters);
  const found = asked.success
    ? shelf.invocation(asked.data.CommandId, asked.data.InstanceId)
    : undefined;
  return found === undefined
    ? refused('InvocationDoesNotExist', 'there is no such invocation')
    : jsonAnswer(found);
}

const refused = (code: string, message: string): ApiAnswer =>
  errorAnswer('ssm', { status: 400, code, message });
