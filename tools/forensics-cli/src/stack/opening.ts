import type { Subject } from '@afo/domain';
import { orderedFinding } from '@afo/pipeline';
import type { OpenCase, OrderedFinding } from '@afo/pipeline';
import type { Cli, OpenStack } from '../cli.ts';
import { CliError } from '../errors.ts';
import { ebsSourcesOf } from './ebs-sources.ts';
import type { EbsFlags } from './ebs-sources.ts';
import { instanceOf } from './instance.ts';
import { readInput } from './read-input.ts';
import { sourcesOf } from './sources.ts';
import type { SourceFlags } from './sources.ts';

export interface OpeningFlags extends SourceFlags, EbsFlags {
  readonly finding?: string;
  readonly resource?: string;
  readonly instance?: string;
  readonly host?: string;
  readonly isolate?: true;
  readonly emergency?: true;
  readonly answerWithin: string;
  readonly title?: string;
  readonly authorisedBy: string;
  readonly reason: string;
  readonly ticket?: string;
  readonly retentionDays: string;
}

/** The case that the flags of `afo case open` ask for. @throws CliError; PipelineError `finding.*`, `evidence.*` */
export async function openingOf(
  cli: Pick<Cli, 'person'>,
  stack: OpenStack,
  flags: OpeningFlags,
): Promise<OpenCase> {
  const ordered = flags.finding === undefined ? undefined : await findingOf(flags.finding, flags);
  const named = subjectOf(flags, stack, ordered);
  const sources = [...(await sourcesOf(flags)), ...(await ebsSourcesOf(flags, stack, named))];
  if (sources.length === 0 && named === undefined)
    throw new CliError(
      'cli.usage',
      'name at least one --disk, --memory, --log, --ebs, --instance or --finding',
    );
  if (flags.isolate === true && !canBeIsolated(named))
    throw new CliError(
      'cli.usage',
      '--isolate is of an EC2 instance, a user or a role: name it by --instance, or by --finding and --resource',
    );
  const subject = named ?? hostOf(flags, sources[0]?.title ?? 'host');
  return {
    title: flags.title ?? ordered?.title ?? titleOf(subject),
    subject,
    origin: 'command',
    reason: flags.reason,
    sources,
    openedBy: cli.person(),
    grantedBy: {
      kind: 'command',
      approver: cli.person(flags.authorisedBy),
      reason: flags.reason,
      ...(flags.ticket === undefined ? {} : { reference: flags.ticket }),
    },
    retentionDays: daysOf(flags.retentionDays),
    ...(flags.isolate === true ? { isolate: true } : {}),
    ...(flags.emergency === true
      ? { emergency: { validForSeconds: hoursOf(flags.answerWithin) * 3600 } }
      : {}),
    ...(ordered === undefined ? {} : { finding: ordered.attached }),
  };
}

async function findingOf(file: string, flags: OpeningFlags): Promise<OrderedFinding> {
  const resource = flags.resource === undefined ? {} : { resource: flags.resource };
  return orderedFinding(await readInput(file), { reason: flags.reason, ...resource });
}

function subjectOf(
  { instance }: OpeningFlags,
  { cloud }: OpenStack,
  ordered: OrderedFinding | undefined,
): Subject | undefined {
  if (instance === undefined) return ordered?.subject;
  if (ordered !== undefined)
    throw new CliError('cli.usage', 'a finding names its subject: give --resource, not --instance');
  return instanceOf(instance, cloud?.partition);
}

const canBeIsolated = (subject: Subject | undefined): boolean =>
  subject !== undefined && ['ec2-instance', 'iam-user', 'iam-role'].includes(subject.kind);

/** Images without a name: each opening is a case of its own, even of the same file. */
function hostOf({ host }: OpeningFlags, file: string): Subject {
  return { kind: 'host', id: host ?? `${file} (${new Date().toISOString()})`.slice(-256) };
}

const titleOf = ({ kind, id }: Subject): string =>
  kind === 'host' ? `Images of ${id}` : `Instance ${id}`;

function daysOf(text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1 || days > 36_500)
    throw new CliError('cli.usage', '--retention-days takes a whole number from 1 to 36500');
  return days;
}

function hoursOf(text: string): number {
  const hours = Number(text);
  if (!Number.isInteger(hours) || hours < 1 || hours > 168)
    throw new CliError('cli.usage', '--answer-within takes a whole number of hours from 1 to 168');
  return hours;
}
