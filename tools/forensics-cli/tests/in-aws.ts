import { memoryPorts } from '@afo/conformance/memory';
import { caseIdSchema } from '@afo/domain';
import type { CaseId, CaseState } from '@afo/domain';
import { CaseBook } from '@afo/pipeline';
import type { WorkflowStarter } from '@afo/ports';
import type { Cloud } from '../src/cli.ts';
import { remoteProcesses } from '../src/stack/remote-processes.ts';
import type { InMemory } from './afo-in-memory.ts';

export const ID = 'i-0123456789abcdef0';
export const ARN = `arn:aws-cn:ec2:cn-north-1:111122223333:instance/${ID}`;
export const ORDER = ['--authorised-by', 'Ann Example', '--reason', 'it spreads'] as const;

/** Names of disks, as far as these tests use them; the adapter's own reading is tested there. */
const ebsUri: Cloud['ebsUri'] = (name, place) => {
  const [id = ''] = /(?:snap|vol)-[0-9a-f]+$/.exec(name) ?? [];
  if (id.startsWith('snap-')) return `ebs:${id}`;
  return id === '' || place === undefined
    ? undefined
    : `ebs:${place.account}:${place.region}:${id}`;
};

/** The stack of a forensic account, as far as memory can be one. */
export function inAws(
  starter?: Partial<WorkflowStarter>,
): InMemory & { readonly started: string[] } {
  const started: string[] = [];
  const start = (id: CaseId): Promise<void> => {
    started.push(id);
    return Promise.resolve();
  };
  const look = () => Promise.resolve('running' as const);
  return {
    ports: { ...memoryPorts(), stack: 'aws', starter: { start, look, ...starter } },
    cloud: { partition: 'aws-cn', entriesTable: 'afo-prod-entries', ebsUri },
    processes: remoteProcesses,
    started,
  };
}

export async function newest({ ports }: InMemory): Promise<CaseState> {
  const [summary] = await ports.log.list();
  return (await CaseBook.open(ports, caseIdSchema.parse(summary?.id))).state;
}

export const errorOf = (out: string): unknown =>
  (JSON.parse(out) as { readonly error: unknown }).error;
