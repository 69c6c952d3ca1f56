import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError } from '../ebs/api-error.ts';
import type { LabKey, Principal } from '../ebs/principal.ts';
import { callerOf } from './caller.ts';
import { copySnapshot } from './copy.ts';
import { createSnapshots } from './create.ts';
import { describeKey } from './describe-key.ts';
import { describeSnapshots, describeVolumes } from './describe.ts';
import { Form } from './form.ts';
import { deleteSnapshot, describeLockedSnapshots, lockSnapshot, unlockSnapshot } from './lock.ts';
import type { Operation, Request } from './operation.ts';
import { describeSnapshotAttribute, modifySnapshotAttribute } from './share.ts';
import type { SnapshotCall, SnapshotOperation } from './types.ts';
import { element } from './xml.ts';

const OPERATIONS: Readonly<Record<SnapshotOperation | 'DescribeVolumes', Operation>> = {
  CreateSnapshots: createSnapshots,
  DescribeSnapshots: describeSnapshots,
  CopySnapshot: copySnapshot,
  ModifySnapshotAttribute: modifySnapshotAttribute,
  DescribeSnapshotAttribute: describeSnapshotAttribute,
  LockSnapshot: lockSnapshot,
  UnlockSnapshot: unlockSnapshot,
  DescribeLockedSnapshots: describeLockedSnapshots,
  DeleteSnapshot: deleteSnapshot,
  DescribeVolumes: describeVolumes,
};
const XML_TYPE = 'text/xml';
const JSON_TYPE = 'application/x-amz-json-1.1';
const KEPT_CALLS = 100_000;

type World = Omit<Request, 'form' | 'caller' | 'now'> & {
  readonly keys: ReadonlyMap<string, LabKey>;
  readonly now: () => number;
};

interface Known {
  operation: string;
  caller?: Principal;
  form?: Form;
}

/** Answers EC2's query protocol, and DescribeKey of KMS, and keeps a record of the calls. */
export class SnapshotDesk {
  readonly #world: World;
  readonly calls: SnapshotCall[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    const known: Known = { operation: '' };
    const isKms = request.headers['x-amz-target'] !== undefined;
    try {
      const body = await bodyOf(request);
      known.caller = callerOf(request, this.#world.keys);
      if (isKms) {
        known.operation = String(request.headers['x-amz-target']).replace('TrentService.', 'kms:');
        send(response, { status: 200, type: JSON_TYPE, text: this.#key(body, known) });
      } else await this.#serve({ body, known, response, requestId });
      this.#enter(known, 200, 'ok');
    } catch (error) {
      const failure =
        error instanceof ApiError ? error : new ApiError(500, 'InternalError', String(error));
      this.#enter(known, failure.status, failure.code);
      if (isKms)
        send(response, {
          status: failure.status,
          type: JSON_TYPE,
          text: JSON.stringify({ __type: failure.code, message: failure.message }),
        });
      else
        send(response, {
          status: failure.status,
          type: XML_TYPE,
          text: errorXml(failure, requestId),
        });
    }
  }

  #key(body: string, { operation, caller }: Known): string {
    if (operation !== 'kms:DescribeKey' || caller === undefined)
      throw new ApiError(400, 'UnsupportedOperation', 'only DescribeKey');
    return JSON.stringify(describeKey(body, caller, this.#world.ledger));
  }

  async #serve({
    body,
    known,
    response,
    requestId,
  }: {
    body: string;
    known: Known;
    response: ServerResponse;
    requestId: string;
  }): Promise<void> {
    const form = (known.form = Form.parse(body));
    known.operation = form.get('Action') ?? '';
    const operation = Object.entries(OPERATIONS).find(([name]) => name === known.operation)?.[1];
    if (operation === undefined || known.caller === undefined)
      throw new ApiError(400, 'InvalidAction', `The action ${known.operation} is not valid`);
    const { now, ...world } = this.#world;
    const { members, isLost } = await operation({
      ...world,
      form,
      caller: known.caller,
      now: now(),
    });
    if (isLost === true) response.destroy();
    else
      send(response, {
        status: 200,
        type: XML_TYPE,
        text: element(`${known.operation}Response`, { requestId, ...members }),
      });
  }

  #enter({ operation, caller, form }: Known, status: number, outcome: string): void {
    if (this.calls.length >= KEPT_CALLS) this.calls.shift();
    this.calls.push({
      operation,
      accessKey: caller?.accessKey ?? '',
      account: caller?.account ?? '',
      region: caller?.region ?? '',
      parameters: form?.kept() ?? {},
      status,
      outcome,
    });
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const errorXml = ({ code, message }: ApiError, requestId: string): string =>
  element('Response', {
    Errors: { Error: { Code: code, Message: message } },
    RequestID: requestId,
  });

interface Sent {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

function send(response: ServerResponse, { status, type, text }: Sent): void {
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}
