import type { Environment } from '@afo/deployment';
import { paginateListSubscriptionsByTopic } from '@aws-sdk/client-sns';
import type { Subscription } from '@aws-sdk/client-sns';
import { always } from '../whole-answer.ts';
import { missing, ready } from './check.ts';
import type { Check, Look } from './check.ts';
import type { DoctorClients } from './doctor-clients.ts';

/** Whether people are told: SNS sends nothing to an address that has not agreed to it. */
export function messageChecks(
  { notifications }: Environment,
  topic: string,
  clients: DoctorClients,
): readonly Check[] {
  let listed: Promise<readonly Subscription[]> | undefined;
  const subscriptions = () => (listed ??= subscriptionsOf(topic, clients));
  return notifications.emails.map((email) => ({
    what: `messages to ${email}`,
    advice:
      'deploy the stack of the workflow, then follow the link in the message that AWS sends there; it is good for two days',
    look: async () => agreementOf(email, await subscriptions()),
  }));
}

async function subscriptionsOf(
  TopicArn: string,
  { topics }: DoctorClients,
): Promise<readonly Subscription[]> {
  const all: Subscription[] = [];
  for await (const page of paginateListSubscriptionsByTopic({ client: topics }, { TopicArn }))
    all.push(...always(page.Subscriptions, 'looking at who is told'));
  return all;
}

/** In place of an ARN, a subscription that is none says why (API reference, ListSubscriptionsByTopic). */
function agreementOf(email: string, subscriptions: readonly Subscription[]): Look {
  const theirs = subscriptions.filter(
    ({ Endpoint, Protocol }) => Protocol === 'email' && Endpoint === email,
  );
  if (theirs.length === 0) return missing('not subscribed');
  const agreed = theirs.some(({ SubscriptionArn }) => SubscriptionArn?.startsWith('arn:'));
  return agreed ? ready('confirmed') : missing('not confirmed: nobody is told there');
}
