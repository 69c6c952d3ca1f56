import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientSettings } from '../clients.ts';
import type { AwsConfig } from '../clients.ts';

export type LabClients = ReturnType<typeof openLabClients>;

export function openLabClients(config: AwsConfig) {
  const settings = clientSettings(config);
  return {
    events: new EventBridgeClient(settings),
    functions: new LambdaClient(settings),
    queues: new SQSClient(settings),
    states: new SFNClient(settings),
  };
}

export function closeLabClients(clients: LabClients): void {
  for (const client of Object.values(clients)) client.destroy();
}
