import type { PrincipalSubject } from '@afo/domain';
import type { InventoryRecord } from '@afo/ports';
import type { HostCalls } from '../host/host-calls.ts';
import type { Answered } from '../host/inventory/answered.ts';
import { ask } from '../host/inventory/ask.ts';
import { nextMarker, nextToken } from '../host/inventory/pages.ts';
import { recordOf } from '../host/inventory/record.ts';
import { policiesOf } from '../host/inventory/role-answers.ts';
import { placeOf, readPrincipal } from './read-principal.ts';
import { userAnswers } from './user-answers.ts';

/**
 * What IAM and CloudTrail say of a principal before anything is changed (TRI-3). A question that AWS refuses is a
 * record of the refusal.
 * @throws PortError `aws.*` where the principal itself cannot be read: there is no case without it
 */
export async function principalInventory(
  calls: HostCalls,
  subject: PrincipalSubject,
): Promise<readonly InventoryRecord[]> {
  const { arn, asked } = await readPrincipal(calls, subject);
  const records = [recordOf(asked, placeOf(subject, arn))];
  const chapters =
    subject.kind === 'iam-user'
      ? [userAnswers(calls, subject.id, arn), activity(calls, subject)]
      : [roleAnswers(calls, subject.id, arn), activity(calls, subject)];
  for (const chapter of chapters)
    for await (const { resource, asked: more } of chapter)
      records.push(recordOf(more, placeOf(subject, resource)));
  return records;
}

async function* roleAnswers(
  calls: HostCalls,
  RoleName: string,
  resource: string,
): AsyncGenerator<Answered> {
  yield* policiesOf(calls, RoleName, resource);
  const profiles = await ask(calls, ['iam:ListInstanceProfilesForRole', { RoleName }], {
    next: nextMarker,
  });
  yield { resource, asked: profiles };
  const associations = await ask(calls, ['ec2:DescribeIamInstanceProfileAssociations', {}], {
    next: nextToken,
  });
  yield { resource, asked: associations };
}

/** CloudTrail answers two such questions a second and 50 events each (API reference, LookupEvents). */
const PAGES = 10;

/**
 * The latest API activity of the principal, in the region of the calls alone: CloudTrail answers by region. A session
 * of a role bears another name than the role, so its own is found by the role as a resource and by the named keys.
 */
async function* activity(
  calls: HostCalls,
  { kind, id, accessKeys = [] }: PrincipalSubject,
): AsyncGenerator<Answered> {
  const by = [
    {
      AttributeKey: kind === 'iam-user' ? 'Username' : 'ResourceName',
      AttributeValue: id,
    } as const,
    ...accessKeys.map(
      (AttributeValue) => ({ AttributeKey: 'AccessKeyId', AttributeValue }) as const,
    ),
  ];
  for (const attribute of by)
    yield {
      resource: attribute.AttributeValue,
      asked: await ask(calls, ['cloudtrail:LookupEvents', { LookupAttributes: [attribute] }], {
        next: nextToken,
        pages: PAGES,
      }),
    };
}
