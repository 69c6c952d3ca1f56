import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Makes the table of StepFunctionsTokens. */
export async function createTokensTable(client: DynamoDBClient, table: string): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'wait', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'wait', AttributeType: 'S' }],
    }),
  );
}
