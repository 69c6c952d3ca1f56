import { ServicePrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

export interface MessageTopicProps {
  readonly topicName: string;
  readonly key: IKey;
  readonly account: string;
  readonly emails: readonly string[];
}

/** By which people are told: encrypted, by TLS alone, open to the programs and to alarms of this account. */
export class MessageTopic extends Topic {
  constructor(
    scope: Construct,
    id: string,
    { account, emails, key, topicName }: MessageTopicProps,
  ) {
    super(scope, id, { topicName, masterKey: key, enforceSSL: true });
    for (const email of emails) this.addSubscription(new EmailSubscription(email));
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Alarms',
        principals: ['cloudwatch', 'events', 'budgets'].map((name) => new ServicePrincipal(name)),
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    );
  }
}
