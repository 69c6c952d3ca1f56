import type { AwsLab } from '@afo/aws-lab';
import { z } from 'zod';
import { PLACES } from '../../src/scenario.ts';
import type { Thing } from './search.ts';

// What the forensic account holds when the demo is over, asked by plain HTTP in the account's own name.

const scanAnswer = z.object({
  Items: z.array(z.unknown()),
  LastEvaluatedKey: z.unknown().optional(),
});

/** All items of a table, a page a thing. */
export async function* itemsOf(lab: AwsLab, TableName: string): AsyncGenerator<Thing> {
  let ExclusiveStartKey: unknown;
  do {
    const response = await ask(lab, 'dynamodb', {
      method: 'POST',
      target: 'DynamoDB_20120810.Scan',
      body: JSON.stringify({ TableName, ExclusiveStartKey }),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const page = scanAnswer.parse(JSON.parse(Buffer.from(bytes).toString()));
    if (page.Items.length > 0) yield { place: `table ${TableName}`, bytes, shapes: true };
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
}

/** All objects of a bucket. They are evidence: what a suspect host has written has any shape. */
export async function* objectsOf(lab: AwsLab, bucket: string): AsyncGenerator<Thing> {
  let token = '';
  do {
    const page = token === '' ? '' : `&continuation-token=${encodeURIComponent(token)}`;
    const list = await ask(lab, 's3', { path: `/${bucket}?list-type=2${page}` });
    const xml = await list.text();
    for (const [, key = ''] of xml.matchAll(/<Key>([^<]+)<\/Key>/g)) {
      const response = await ask(lab, 's3', { path: `/${bucket}/${key}` });
      const bytes = new Uint8Array(await response.arrayBuffer());
      yield { place: `${bucket}/${key}`, bytes, shapes: false };
    }
    [, token = ''] = /<NextContinuationToken>([^<]+)</.exec(xml) ?? [];
  } while (token !== '');
}

interface Question {
  readonly method?: string;
  readonly path?: string;
  readonly target?: string;
  readonly body?: string;
}

async function ask(lab: AwsLab, service: string, question: Question): Promise<Response> {
  const { account, region } = PLACES.forensic;
  const { method = 'GET', path = '/', target, body } = question;
  const response = await fetch(`${lab.url}${path}`, {
    method,
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      ...(target === undefined ? {} : { 'x-amz-target': target }),
      ...(body === undefined ? {} : { 'content-type': 'application/x-amz-json-1.0' }),
    },
    ...(body === undefined ? {} : { body }),
  });
  if (response.ok) return response;
  throw new Error(`${service} ${path} was answered with ${String(response.status)}`);
}
