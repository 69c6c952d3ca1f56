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
import type { SnapshotCall, SnapshotFault, SnapshotOperation } from './types.ts';
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

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  /** How much of it goes on its way; all unless said. */
  readonly part?: 'none' | 'half';
}

/** Answers EC2's query protocol, and DescribeKey of KMS, and keeps a record of the calls. */
export class SnapshotDesk {
  readonly #world: World;
  readonly calls: SnapshotCall[] = [];
  #fault: SnapshotFault | undefined;
  #counted = 0;

  constructor(world: World) {
    this.#world = world;
  }

  setFault(fault: SnapshotFault): void {
    this.#fault = fault;
    this.#counted = 0;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const known: Known = { operation: '' };
    const isKms = request.headers['x-amz-target'] !== undefined;
    try {
      const kind = this.#strike();
      if (kind === 'internal-error') throw new ApiError(500, 'InternalError', 'a fault of the lab');
      const body = await bodyOf(request);
      known.caller = callerOf(request, this.#world.keys);
      const reply = isKms
        ? this.#key(body, String(request.headers['x-amz-target']), known)
        : await this.#serve(body, known);
      this.#enter(known, 200, 'ok');
      send(response, struck(reply, kind));
    } catch (error) {
      const failure =
        error instanceof ApiError ? error : new ApiError(500, 'InternalError', String(error));
      this.#enter(known, failure.status, failure.code);
      send(response, isKms ? jsonError(failure) : xmlError(failure));
    }
  }

  #strike(): SnapshotFault['kind'] | undefined {
    this.#counted += 1;
    return this.#fault?.at === this.#counted ? this.#fault.kind : undefined;
  }

  #key(body: string, target: string, known: Known): Reply {
    known.operation = target.replace('TrentService.', 'kms:');
    if (known.operation !== 'kms:DescribeKey' || known.caller === undefined)
      throw new ApiError(400, 'UnsupportedOperation', 'only DescribeKey');
    const text = JSON.stringify(describeKey(body, known.caller, this.#world.ledger));
    return { status: 200, type: JSON_TYPE, text };
  }

  async #serve(body: string, known: Known): Promise<Reply> {
    const form = (known.form = Form.parse(body));
    known.operation = form.get('Action') ?? '';
    const operation = Object.entries(OPERATIONS).find(([name]) => name === known.operation)?.[1];
    const { caller } = known;
    if (operation === undefined || caller === undefined)
      throw new ApiError(400, 'InvalidAction', `The action ${known.operation} is not valid`);
    const { now, ...world } = this.#world;
    const { members, isLost } = await operation({ ...world, form, caller, now: now() });
    const text = element(`${known.operation}Response`, { requestId: randomUUID(), ...members });
    return { status: 200, type: XML_TYPE, text, ...(isLost === true ? { part: 'none' } : {}) };
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

const xmlError = ({ status, code, message }: ApiError): Reply => ({
  status,
  type: XML_TYPE,
  text: element('Response', {
    Errors: { Error: { Code: code, Message: message } },
    RequestID: randomUUID(),
  }),
});

const jsonError = ({ status, code, message }: ApiError): Reply => ({
  status,
  type: JSON_TYPE,
  text: JSON.stringify({ __type: code, message }),
});

function struck(reply: Reply, kind: SnapshotFault['kind'] | undefined): Reply {
  if (kind === 'cut') return { ...reply, part: 'half' };
  if (kind !== 'empty') return reply;
  const root = /^<(\w+)>/.exec(reply.text)?.[1];
  return { ...reply, text: root === undefined ? '{}' : element(root, {}) };
}

function send(response: ServerResponse, { status, type, text, part }: Reply): void {
  if (part === 'none') {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) });
  if (part === undefined) response.end(text);
  else response.write(text.slice(0, text.length / 2), () => response.destroy());
}
