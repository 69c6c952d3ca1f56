import { PortError } from '@afo/ports';
import { z } from 'zod';
import type { HostCalls, In } from '../host/host-calls.ts';
import type { CaseTags } from './case-tags.ts';
import { tagFilters } from './case-tags.ts';
import { snapshotFactsSchema } from './snapshot-facts.ts';
import type { SnapshotFacts } from './snapshot-facts.ts';

const answerSchema = z.array(snapshotFactsSchema);

/**
 * The snapshot of that id; undefined when AWS says that there is none, or none that may be seen. An answer that is
 * empty says neither (F-05).
 */
export async function snapshotById(
  { call }: HostCalls,
  id: string,
): Promise<SnapshotFacts | undefined> {
  try {
    const { output } = await call('ec2:DescribeSnapshots', { SnapshotIds: [id] });
    const found = parsed(output.Snapshots).find((snapshot) => snapshot.id === id);
    if (found !== undefined) return found;
  } catch (error) {
    if (error instanceof PortError && error.code === 'aws.not-found') return undefined;
    throw error;
  }
  throw new PortError('aws.unavailable', `EC2 answered without ${id}, which it was asked for`, {
    retryable: true,
  });
}

/** All snapshots of the account that bear these tags, from all pages. */
export async function snapshotsTagged(
  { call }: HostCalls,
  tags: CaseTags,
): Promise<readonly SnapshotFacts[]> {
  const found: SnapshotFacts[] = [];
  const input: In<'ec2:DescribeSnapshots'> = { OwnerIds: ['self'], Filters: tagFilters(tags) };
  const seen = new Set<string>();
  for (let token: string | undefined = ''; token !== undefined && !seen.has(token);) {
    seen.add(token);
    const page: In<'ec2:DescribeSnapshots'> = token === '' ? input : { ...input, NextToken: token };
    const { output } = await call('ec2:DescribeSnapshots', page);
    found.push(...parsed(output.Snapshots));
    token = output.NextToken === '' ? undefined : output.NextToken;
  }
  return found;
}

function parsed(snapshots: unknown): readonly SnapshotFacts[] {
  const answer = answerSchema.safeParse(snapshots ?? []);
  if (answer.success) return answer.data;
  throw new PortError('aws.unavailable', 'EC2 told of a snapshot without its id or state', {
    cause: answer.error,
    retryable: true,
  });
}
