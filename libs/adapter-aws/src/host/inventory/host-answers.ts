import type { HostCalls } from '../host-calls.ts';
import { filterBy } from './answered.ts';
import type { Answered } from './answered.ts';
import { ask, joined } from './ask.ts';
import type { Asked } from './ask.ts';
import type { Instance } from './instance.ts';
import { nextToken } from './pages.ts';

const ATTRIBUTES = [
  'userData',
  'disableApiTermination',
  'disableApiStop',
  'instanceInitiatedShutdownBehavior',
] as const;

/** The instance itself: attributes, tags, console, agent, image. User data may hold secrets: it is evidence. */
export async function* hostAnswers(
  calls: HostCalls,
  { id, image }: Instance,
): AsyncGenerator<Answered> {
  yield { resource: id, asked: await attributesOf(calls, id) };
  yield { resource: id, asked: await tagsOf(calls, id) };
  yield { resource: id, asked: await consoleOutputOf(calls, id) };
  yield {
    resource: id,
    asked: await ask(calls, ['ec2:GetConsoleScreenshot', { InstanceId: id }]),
  };
  yield { resource: id, asked: await agentOf(calls, id) };
  if (image !== undefined) yield { resource: image, asked: await imageOf(calls, image) };
}

/** What Systems Manager knows of the agent; an empty list is its answer where it has never heard of one (F-45). */
export const agentOf = (
  calls: HostCalls,
  id: string,
): Promise<Asked<'ssm:DescribeInstanceInformation'>> =>
  ask(
    calls,
    ['ssm:DescribeInstanceInformation', { Filters: [{ Key: 'InstanceIds', Values: [id] }] }],
    { next: nextToken },
  );

const tagsOf = (calls: HostCalls, id: string) =>
  ask(calls, ['ec2:DescribeTags', filterBy('resource-id', [id])], { next: nextToken });

/** An image that was deregistered, or is no more shared, is left out of the answer: a gap, not "no image". */
const imageOf = (calls: HostCalls, image: string) =>
  ask(calls, ['ec2:DescribeImages', { ImageIds: [image] }], {
    next: nextToken,
    expected: { ids: [image], found: ({ Images }) => (Images ?? []).map((one) => one.ImageId) },
  });

async function attributesOf(
  calls: HostCalls,
  InstanceId: string,
): Promise<Asked<'ec2:DescribeInstanceAttribute'>> {
  const all: Asked<'ec2:DescribeInstanceAttribute'>[] = [];
  for (const Attribute of ATTRIBUTES)
    all.push(await ask(calls, ['ec2:DescribeInstanceAttribute', { InstanceId, Attribute }]));
  return joined('ec2:DescribeInstanceAttribute', all);
}

/** What was kept after the last start, and what is there now; the second only where the host is a Nitro one. */
async function consoleOutputOf(
  calls: HostCalls,
  InstanceId: string,
): Promise<Asked<'ec2:GetConsoleOutput'>> {
  const kept = await ask(calls, ['ec2:GetConsoleOutput', { InstanceId }]);
  const latest = await ask(calls, ['ec2:GetConsoleOutput', { InstanceId, Latest: true }]);
  return joined('ec2:GetConsoleOutput', [kept, latest]);
}
