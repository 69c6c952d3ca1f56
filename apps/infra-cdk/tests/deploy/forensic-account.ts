import { setTimeout as sleep } from 'node:timers/promises';
import { LabCaller } from '@afo/aws-lab';
import { z } from 'zod';
import { FORENSIC, names } from './places.ts';

const TARGETS = {
  dynamodb: 'DynamoDB_20120810',
  events: 'AWSEvents',
  kms: 'TrentService',
  logs: 'Logs_20140328',
  secretsmanager: 'secretsmanager',
  sqs: 'AmazonSQS',
  states: 'AWSStepFunctions',
} as const;
type Action = `${keyof typeof TARGETS}:${string}`;

const itemsSchema = z.object({ Items: z.array(z.record(z.string(), z.unknown())) });
const linesSchema = z.object({ lines: z.object({ L: z.array(z.object({ S: z.string() })) }) });

/** An entry of the case log, as far as it is looked at here. */
const entrySchema = z.object({
  case: z.string(),
  seq: z.number(),
  type: z.string(),
  body: z.record(z.string(), z.unknown()),
});
export type Entry = z.infer<typeof entrySchema>;

/** The deployed account as its services tell of it, asked in its own name over the wire. */
export class ForensicAccount {
  readonly #url: string;
  readonly #caller: LabCaller;

  constructor({ emulator }: { readonly emulator: string }) {
    this.#url = emulator;
    this.#caller = new LabCaller(emulator);
  }

  /** Asks a service that speaks JSON: `kms:ListKeys`. */
  async ask<T>(action: Action, body: object, schema: z.ZodType<T>): Promise<T> {
    return schema.parse(JSON.parse(await this.tell(action, body)));
  }

  tell(action: Action, body: object): Promise<string> {
    const [service, operation = ''] = action.split(':');
    const target = Object.entries(TARGETS).find(([name]) => name === service)?.[1] ?? '';
    const call = { service: service ?? '', target: `${target}.${operation}` };
    return this.#caller.json(FORENSIC, call, body);
  }

  query(action: string, parameters: Readonly<Record<string, string>>): Promise<string> {
    return this.#caller.query(FORENSIC, action, parameters);
  }

  /** A request of a service that is asked by path. @throws Error with status and body where it is refused */
  async rest(service: 's3' | 'lambda', request: string, body?: string): Promise<string> {
    const { account, region } = FORENSIC;
    const [method = '', path = ''] = request.split(' ');
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=00`,
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${request}: ${response.status} ${text}`);
    return text;
  }

  /** Puts what Security Hub sends on the deployed bus, as itself. */
  async send(detail: object): Promise<void> {
    const event = {
      EventBusName: names.bus,
      Source: 'aws.securityhub',
      DetailType: 'Security Hub Findings - Custom Action',
      Detail: JSON.stringify(detail),
    };
    const answer = z.object({ FailedEntryCount: z.literal(0) });
    await this.ask('events:PutEvents', { Entries: [event] }, answer);
  }

  async entriesOf(instance: string): Promise<readonly Entry[]> {
    const { Items } = await this.ask(
      'dynamodb:Scan',
      { TableName: names.entriesTable },
      itemsSchema,
    );
    const entries = Items.flatMap((item) => linesSchema.safeParse(item).data?.lines.L ?? [])
      .map(({ S }) => entrySchema.parse(JSON.parse(S)))
      .toSorted((left, right) => left.seq - right.seq);
    const opened = entries.find(
      ({ body, type }) => type === 'case.opened' && JSON.stringify(body).includes(instance),
    );
    return entries.filter((entry) => entry.case === opened?.case);
  }

  /** Messages of a queue by its name, which stay where they are. */
  async waitingIn(queue: string): Promise<number> {
    const { Attributes } = await this.ask(
      'sqs:GetQueueAttributes',
      { QueueUrl: this.queueUrl(queue), AttributeNames: ['ApproximateNumberOfMessages'] },
      z.object({ Attributes: z.object({ ApproximateNumberOfMessages: z.coerce.number() }) }),
    );
    return Attributes.ApproximateNumberOfMessages;
  }

  queueUrl(queue: string): string {
    return `${this.#url}/${FORENSIC.account}/${queue}`;
  }

  async logOf(name: string): Promise<string> {
    const logGroupName = `/aws/lambda/${names.prefix}-${name}`;
    const events = z.object({ events: z.array(z.object({ message: z.string() })) });
    const found = await this.ask('logs:FilterLogEvents', { logGroupName }, events);
    return found.events.map(({ message }) => message).join('\n');
  }
}

/** Looks until something is there. @throws Error after a minute, with what was seen last */
export async function until<T>(
  look: () => Promise<T>,
  isThere: (seen: T) => boolean,
  seconds = 90,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (isThere(seen)) return seen;
    if (Date.now() > end) throw new Error(`not there: ${JSON.stringify(seen).slice(-3000)}`);
    await sleep(1000);
  }
}
