import { memoryPorts, MemoryQueue } from '@afo/conformance/memory';
import { RunningClock } from '@afo/conformance';
import type { CaseId, Entry, Plan, StepName } from '@afo/domain';
import { stepNames } from '@afo/domain';
import { samplePlan } from '@afo/domain/testing';
import { openCase, sealItem, stepJobs } from '@afo/pipeline';
import type { StepContext, StepHandler, StepHandlers } from '@afo/pipeline';
import type { JobHandler } from '@afo/ports';

export const ANN = { kind: 'human', name: 'ann', via: 'terminal' } as const;

/** What a step does in a case: nothing, or it throws. */
export type Script = (key: string, attempt: number) => void;

export interface Scripted {
  readonly script?: Script;
  readonly kinds?: readonly ('disk' | 'memory' | 'log')[];
  readonly people?: number;
  readonly isolate?: boolean;
  /** What is written on each volume. */
  readonly tag?: string;
}

/** One stack in memory with one case: the real use cases around handlers by script. */
export function stage(options: Scripted = {}) {
  const clock = new RunningClock();
  const ports = { ...memoryPorts(), clock };
  const queue = new MemoryQueue();
  const handlers: StepHandlers = Object.fromEntries(
    stepNames.map((name) => [name, scripted(name, options)] as const),
  );
  return { clock, ports, queue, handlers };
}
export type Stage = ReturnType<typeof stage>;

export const openOn = ({ ports }: Stage): Promise<CaseId> =>
  openCase(ports, {
    title: 'web-01',
    subject: { kind: 'host', id: 'web-01' },
    origin: 'command',
    reason: 'suspected',
    sources: [],
    grantedBy: { kind: 'command', approver: ANN, reason: 'ordered' },
  });

/** A worker of all queues. */
export async function workOn(
  { ports, queue, handlers }: Stage,
  around: (handler: JobHandler) => JobHandler = (handler) => handler,
): Promise<void> {
  const handler = around(stepJobs({ ports, handlers, unexpected: () => undefined }));
  for (const name of ['acquisition', 'analysis', 'report'] as const)
    await queue.run(name, handler, { concurrency: 4 });
}

export async function entriesOf({ ports }: Stage, caseId: CaseId): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for await (const { entry } of ports.log.read(caseId)) entries.push(entry);
  return entries;
}

const scripted =
  (name: StepName, options: Scripted): StepHandler =>
  async (context) => {
    options.script?.(context.task.key, context.task.attempt);
    if (name === 'plan')
      await context.record({ type: 'plan.made', body: { plan: planOf(options) } });
    if (name.startsWith('acquire-')) await seal(context, options.tag);
    return name === 'prove'
      ? { status: 'skipped', reason: 'there is nothing to prove it with' }
      : { status: 'succeeded' };
  };

const planOf = ({
  kinds = ['disk', 'disk', 'memory', 'log'],
  people,
  isolate = true,
}: Scripted): Plan => ({
  ...samplePlan(kinds, people),
  isolate,
});

async function seal(context: StepContext, tag = ''): Promise<void> {
  const { item, key } = context.task;
  if (item === undefined) throw new Error(`${key} is of no item`);
  await sealItem(context, {
    item,
    kind: 'log',
    title: key,
    name: 'content.txt',
    format: 'text',
    compress: false,
    content: Buffer.from(`${key} ${tag}`),
    facts: {},
    tool: { name: 'script', version: '1' },
    limits: [],
  });
}

/** What a log says, without times, digests and the ids of what is not planned. */
function gist({ type, body }: Entry): string {
  const facts = [
    'key',
    'item',
    'attempt',
    'code',
    'final',
    'reason',
    'request',
    'approval',
    'outcome',
  ];
  const told = Object.entries(body).filter(([name]) => facts.includes(name));
  return `${type} ${JSON.stringify(Object.fromEntries(told))}`;
}

/** Two logs tell the same where their entries are the same, and those of each item, and of the case, in one order. */
export function storyOf(entries: readonly Entry[]): Readonly<Record<string, readonly string[]>> {
  const lanes: Record<string, string[]> = {};
  for (const entry of entries) {
    const lane = 'item' in entry.body ? String(entry.body.item) : laneOf(entry);
    (lanes[lane] ??= []).push(gist(entry));
  }
  return lanes;
}

/** Checkpoints and messages come whenever another branch comes to its end. */
function laneOf({ type, body }: Entry): string {
  if (type === 'checkpoint.signed') return 'checkpoints';
  if (type.startsWith('notification.')) return 'messages';
  return 'key' in body && (body.key === 'contain' || body.key === 'prove') ? 'containment' : 'case';
}
