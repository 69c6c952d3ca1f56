import type { InstanceSubject } from '@afo/domain';
import { parseArn, subjectSchema } from '@afo/domain';
import { CliError } from '../errors.ts';

/**
 * The instance that a person names: by its ARN, or as account/region/id where the stack knows its partition.
 * @throws CliError `cli.usage`
 */
export function instanceOf(text: string, partition: string | undefined): InstanceSubject {
  const named = byArn(text) ?? byPlace(text, partition);
  const subject = subjectSchema.safeParse({ kind: 'ec2-instance', ...named });
  if (subject.data?.kind === 'ec2-instance') return subject.data;
  const forms = [
    'arn:<partition>:ec2:<region>:<account>:instance/i-…',
    ...(partition === undefined ? [] : ['<account>/<region>/i-…']),
  ];
  throw new CliError('cli.usage', `--instance takes ${forms.join(' or ')}`);
}

type Named = Pick<InstanceSubject, 'partition' | 'account' | 'region' | 'id'>;

function byArn(text: string): Named | undefined {
  const arn = parseArn(text);
  const [, id] = /^instance\/(.+)$/.exec(arn?.resource ?? '') ?? [];
  if (arn?.service !== 'ec2' || id === undefined) return undefined;
  const { partition, account, region } = arn;
  return { partition, account, region, id };
}

function byPlace(text: string, partition: string | undefined): Named | undefined {
  const [account, region, id, ...more] = text.split('/');
  if (partition === undefined || account === undefined || region === undefined) return undefined;
  return id === undefined || more.length > 0 ? undefined : { partition, account, region, id };
}
