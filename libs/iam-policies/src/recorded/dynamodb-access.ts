import type { Access } from '../judge/judge.ts';
import { arnIn } from './recorded-call.ts';
import type { CallPlace, RecordedCall } from './recorded-call.ts';
import { objects, text } from './values.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Partition keys of the product's tables. */
const PARTITION_KEYS = ['pk', 'wait'];

const IN_TRANSACTION: Readonly<Record<string, string>> = {
  ConditionCheck: 'ConditionCheckItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
};

/** What a call to DynamoDB needs; a transaction needs the right to each of its parts (developer guide, "IAM and transactions"). */
export function dynamodbAccess(call: RecordedCall, place: CallPlace): readonly Access[] {
  const { operation, parameters } = call;
  switch (operation) {
    case 'TransactWriteItems':
    case 'TransactGetItems':
      return transaction(operation, parameters, place);
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return batch(operation, parameters, place);
    default:
      return [
        {
          action: `dynamodb:${operation}`,
          resource: tableArn(place, text(parameters, 'TableName')),
          context: leading(keysOf(parameters)),
        },
      ];
  }
}

function transaction(operation: string, parameters: Fields, place: CallPlace): readonly Access[] {
  return objects(parameters, 'TransactItems').flatMap((item) =>
    Object.keys(item).flatMap((kind) =>
      objects(item, kind).map((part) => ({
        action: `dynamodb:${IN_TRANSACTION[kind] ?? kind}`,
        resource: tableArn(place, text(part, 'TableName')),
        context: { ...leading(keysOf(part)), 'dynamodb:EnclosingOperation': operation },
      })),
    ),
  );
}

function batch(operation: string, parameters: Fields, place: CallPlace): readonly Access[] {
  const tables = objects(parameters, 'RequestItems').flatMap((items) => Object.keys(items));
  return tables.map((table) => {
    const items =
      operation === 'BatchGetItem'
        ? objects(parameters, 'RequestItems', table, 'Keys').map((Key) => ({ Key }))
        : objects(parameters, 'RequestItems', table).flatMap((request) => [
            ...objects(request, 'PutRequest'),
            ...objects(request, 'DeleteRequest'),
          ]);
    return {
      action: `dynamodb:${operation}`,
      resource: tableArn(place, table),
      context: leading(items.flatMap(keysOf)),
    };
  });
}

const tableArn = (place: CallPlace, table: string): string =>
  arnIn(place, 'dynamodb', `table/${table}`);

/** Of a scan, which has none, there is no such key in the context. */
const leading = (keys: readonly string[]) =>
  keys.length === 0 ? {} : { 'dynamodb:LeadingKeys': keys };

/** The partition key of an item, of a key, or of the condition of a query. */
function keysOf(part: Fields): readonly string[] {
  const direct = ['Item', 'Key'].flatMap((holder) =>
    PARTITION_KEYS.map((name) => text(part, holder, name, 'S')),
  );
  const named = /\bpk = (:\w+)/.exec(text(part, 'KeyConditionExpression'))?.[1];
  const queried = named === undefined ? '' : text(part, 'ExpressionAttributeValues', named, 'S');
  return [...direct, queried].filter((key) => key !== '');
}
