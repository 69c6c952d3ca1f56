import type { InstanceSubject, Where } from '@afo/domain';
import type { InventoryRecord } from '@afo/ports';
import type { HostCalls } from '../host-calls.ts';
import { activityAnswers } from './activity-answers.ts';
import type { Answered } from './answered.ts';
import { blastRadiusRecord, sharingsOf } from './blast-radius.ts';
import { hostAnswers } from './host-answers.ts';
import { readInstance } from './instance.ts';
import type { Instance } from './instance.ts';
import { networkAnswers } from './network-answers.ts';
import { recordOf } from './record.ts';
import { roleAnswers } from './role-answers.ts';
import { storageAnswers } from './storage-answers.ts';
import { trafficAnswers } from './traffic-answers.ts';

const CHAPTERS: readonly ((calls: HostCalls, instance: Instance) => AsyncGenerator<Answered>)[] = [
  hostAnswers,
  networkAnswers,
  storageAnswers,
  roleAnswers,
  trafficAnswers,
  activityAnswers,
];

/**
 * What the control plane says of an instance before anything is changed (TRI-1, TRI-3), in whatever state it is and
 * whether or not it has an agent (F-45). A question that AWS refuses is a record of the refusal.
 * @throws PortError `aws.*` where the instance itself cannot be read: there is no case without it
 */
export async function inventoryOf(
  calls: HostCalls,
  subject: InstanceSubject,
): Promise<readonly InventoryRecord[]> {
  const { instance, asked } = await readInstance(calls, subject);
  const records = [recordOf(asked, placeOf(subject, subject.id))];
  for (const chapter of CHAPTERS)
    for await (const { resource, asked: more } of chapter(calls, instance))
      records.push(recordOf(more, placeOf(subject, resource)));
  const sharings = await sharingsOf(calls, instance);
  return [...records, blastRadiusRecord(sharings, placeOf(subject, subject.id))];
}

/** Where a resource of the subject is. IAM answers the same in every region; the region is that of the question. */
export const placeOf = (
  { partition, account, region }: InstanceSubject,
  resource: string,
): Where => ({ partition, account, region, resource });
