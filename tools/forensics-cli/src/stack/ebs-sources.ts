import { evidenceIdSchema } from '@afo/domain';
import type { EarlierItem, Source, Subject } from '@afo/domain';
import { CaseBook, sealedEarlier } from '@afo/pipeline';
import type { OpenStack } from '../cli.ts';
import { CliError } from '../errors.ts';
import { findCase } from './find-case.ts';

export interface EbsFlags {
  readonly ebs?: readonly string[];
  readonly since?: readonly string[];
}

/**
 * Snapshots and volumes that were named, as disks of a case, each since the earlier item that stands in its place.
 * @throws CliError `cli.usage`, `cli.no-such-case`, `cli.ambiguous-case`; PipelineError `case.not-found`, `evidence.*`
 */
export async function ebsSourcesOf(
  { ebs = [], since = [] }: EbsFlags,
  stack: Pick<OpenStack, 'cloud' | 'ports'>,
  subject: Subject | undefined,
): Promise<readonly Source[]> {
  if (since.length > 0 && since.length !== ebs.length)
    throw new CliError('cli.usage', 'give one --since for each --ebs, in the same order, or none');
  const sources: Source[] = [];
  for (const [index, name] of ebs.entries()) {
    const source: Source = { kind: 'disk', uris: [uriOf(name, stack, subject)], title: name };
    const earlier = since[index];
    sources.push(
      earlier === undefined ? source : { ...source, since: await earlierOf(earlier, stack) },
    );
  }
  return sources;
}

function uriOf(
  name: string,
  { cloud }: Pick<OpenStack, 'cloud'>,
  subject: Subject | undefined,
): string {
  if (cloud === undefined)
    throw new CliError('cli.usage', '--ebs is read in AWS alone; set AFO_STACK=aws');
  const uri = cloud.ebsUri(name, subject?.kind === 'ec2-instance' ? subject : undefined);
  if (uri !== undefined) return uri;
  throw new CliError(
    'cli.usage',
    `${name} is no snapshot and no volume: --ebs takes snap-…, an ARN, ebs:<account>:<region>:snap-…, and vol-… with --instance`,
  );
}

/** Looked at before a case is opened: an item that cannot stand for a disk would fail its acquisition only later. */
async function earlierOf(text: string, { ports }: Pick<OpenStack, 'ports'>): Promise<EarlierItem> {
  const [named = '', name, ...more] = text.split('/');
  const item = evidenceIdSchema.safeParse(name);
  if (!item.success || named === '' || more.length > 0)
    throw new CliError('cli.usage', '--since takes <case>/<item>, such as last/E-0002');
  const book = await CaseBook.open(ports, await findCase(ports.log, named));
  sealedEarlier(book.state, item.data);
  return { case: book.id, item: item.data };
}
