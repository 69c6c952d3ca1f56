import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GuardDutyClient } from '@aws-sdk/client-guardduty';
import { KMSClient } from '@aws-sdk/client-kms';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { s3ClientOf } from '../aws-stores.ts';
import { clientSettings } from '../clients.ts';
import type { AwsConfig } from '../clients.ts';

export type DoctorClients = ReturnType<typeof openDoctorClients>;

/** The services of one account and region. A client that is not used opens no connection. */
export function openDoctorClients(config: AwsConfig) {
  const settings = clientSettings(config);
  return {
    metrics: new CloudWatchClient(settings),
    tables: new DynamoDBClient(settings),
    ec2: new EC2Client(settings),
    events: new EventBridgeClient(settings),
    guardDuty: new GuardDutyClient(settings),
    keys: new KMSClient(settings),
    secrets: new SecretsManagerClient(settings),
    hub: new SecurityHubClient(settings),
    quotas: new ServiceQuotasClient(settings),
    states: new SFNClient(settings),
    topics: new SNSClient(settings),
    queues: new SQSClient(settings),
    parameters: new SSMClient(settings),
    buckets: s3ClientOf(config),
  };
}

export function closeDoctorClients(clients: DoctorClients): void {
  for (const client of Object.values(clients)) client.destroy();
}
