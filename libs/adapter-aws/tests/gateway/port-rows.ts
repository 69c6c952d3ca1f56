import { CreateStateMachineCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { LabFaultRule } from '@afo/aws-lab';
import {
  caseNumber,
  collect,
  get,
  host,
  lineAt,
  linesFrom,
  note,
  opening,
  put,
} from '@afo/conformance';
import { caseIdSchema, evidenceId, instantOf } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { TaskTokens } from '@afo/ports';
import {
  awsIdentity,
  clientSettings,
  MemberSessions,
  openAwsStores,
  StepFunctionsStarter,
  StepFunctionsTokens,
} from '../../src/index.ts';
import type { AwsConfig, AwsStores } from '../../src/index.ts';
import { makeLabStores } from '../../src/lab/index.ts';
import type { gateway } from './gateway.ts';
import { FORENSIC, MEMBER } from './gateway.ts';

export const MEMBER_ROLE = {
  ...{ account: MEMBER, name: 'afo/member', externalId: 'agreed' },
  trusts: [FORENSIC],
};

/** The ports of the forensic account, with little patience. */
export interface PortsUnderFault extends AwsStores {
  readonly lab: ReturnType<typeof gateway>;
  readonly quick: () => AwsConfig;
  readonly tokens: TaskTokens;
  readonly stateMachineArn: string;
  /** With what the stores were opened, to open them again. */
  readonly storesConfig: Omit<Parameters<typeof openAwsStores>[0], keyof AwsConfig>;
}

/** Makes the stores while nothing fails, and opens the ports on them. */
export async function portsUnderFault(lab: ReturnType<typeof gateway>): Promise<PortsUnderFault> {
  const quick = (): AwsConfig => lab.config({ answerMs: 400, attempts: 1, retryMode: 'standard' });
  const names = await makeLabStores(lab.config(), 'faults');
  const clock = { now: () => instantOf(Date.now()) };
  const storesConfig = { ...names, clock, keyName: 'afo.example/faults' };
  const stores = await openAwsStores({ ...quick(), ...storesConfig });
  const states = new SFNClient(clientSettings(lab.config()));
  const { stateMachineArn = '' } = await states.send(
    new CreateStateMachineCommand({
      name: 'faults',
      roleArn: `arn:aws:iam::${FORENSIC}:role/lab`,
      definition: JSON.stringify({ StartAt: 'end', States: { end: { Type: 'Succeed' } } }),
    }),
  );
  const tokens = new StepFunctionsTokens({ ...quick(), table: names.tokensTable });
  return { ...stores, lab, quick, tokens, stateMachineArn, storesConfig };
}

async function allOf<T>(found: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const one of found) all.push(one);
  return all;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
export const same = (one: unknown, other: Uint8Array): boolean =>
  one instanceof Uint8Array && Buffer.from(one).equals(other);

/** What a port was asked for, and whether it is so, asked when nothing fails any more. */
export interface Asked {
  readonly act: () => Promise<unknown>;
  readonly holds: (answer: unknown) => boolean | Promise<boolean>;
}

export interface Row {
  readonly port: string;
  /** The port and its method, as port-table.ts has them. */
  readonly method: string;
  readonly service: string;
  /** Makes what is needed, while nothing fails. */
  readonly ready: (on: PortsUnderFault, number: number) => Promise<Asked>;
  /** Kinds that cannot be told from a good answer here, and why: there is no such cell. */
  readonly cannotTell?: Readonly<Partial<Record<LabFaultRule['kind'], string>>>;
}

export const addressOf = (number: number) =>
  ({ case: caseNumber(number), item: evidenceId(1), name: 'a.raw', format: 'raw' }) as const;
export const content = (number: number): Uint8Array =>
  bytesOf(`evidence ${String(number)} `.repeat(50));
export const letterOf = (number: number) => ({
  at: instantOf(number),
  code: 'event.not-json',
  reason: `letter ${String(number)}`,
  findingIds: [],
  raw: content(number),
});
export const waitingFor = (number: number) => ({
  case: caseNumber(number),
  key: 'report',
  attempt: 1,
});

export const ROWS: readonly Row[] = [
  {
    port: 'an entry of the case log',
    method: 'log.append',
    service: 'dynamodb',
    ready: (on, number) => {
      const id = caseNumber(number);
      const line = lineAt(id, 0, opening(host(`host-${String(number)}`)));
      return Promise.resolve({
        act: () => on.log.append(id, 0, [line]),
        holds: async () => (await collect(on.log.read(id))).length === 1,
      });
    },
    cannotTell: {
      'empty-answer': 'TransactWriteItems answers with an empty object when all is well',
    },
  },
  {
    port: 'reading the case log',
    method: 'log.read',
    service: 'dynamodb',
    ready: async (on, number) => {
      const id = caseNumber(number);
      const first = lineAt(id, 0, opening(host(`host-${String(number)}`)));
      await on.log.append(id, 0, [
        first,
        ...linesFrom(id, 1, [note('one'), note('two'), note('three')]),
      ]);
      return {
        act: () => collect(on.log.read(id)),
        holds: (answer) => Array.isArray(answer) && answer.length === 4,
      };
    },
  },
  {
    port: 'the list of cases',
    method: 'log.list',
    service: 'dynamodb',
    ready: async (on, number) => {
      const id = caseNumber(number);
      await on.log.append(id, 0, [lineAt(id, 0, opening(host(`host-${String(number)}`)))]);
      return {
        act: () => on.log.list({ resource: `host-${String(number)}` }),
        holds: (answer) => JSON.stringify(answer).includes(id),
      };
    },
  },
  {
    port: 'an object of the vault',
    method: 'vault.create',
    service: 's3',
    ready: (on, number) =>
      Promise.resolve({
        act: () => put(on.vault, addressOf(number), content(number)),
        holds: async (answer) => {
          const { key } = answer as { key: string };
          return same(await get(on.vault, key), content(number));
        },
      }),
  },
  {
    port: 'reading the vault',
    method: 'vault.read',
    service: 's3',
    ready: async (on, number) => {
      const { key } = await put(on.vault, addressOf(number), content(number));
      return {
        act: () => get(on.vault, key),
        holds: (answer) => same(answer, content(number)),
      };
    },
  },
  {
    port: 'what the vault has of a case',
    method: 'vault.inventory',
    service: 's3',
    ready: async (on, number) => {
      await put(on.vault, addressOf(number), content(number));
      return {
        act: () => allOf(on.vault.inventory(caseNumber(number))),
        holds: (answer) => Array.isArray(answer) && answer.length === 1,
      };
    },
  },
  {
    port: 'a hold on the evidence of a case',
    method: 'vault.protect',
    service: 's3',
    ready: async (on, number) => {
      const { key } = await put(on.vault, addressOf(number), content(number));
      return {
        act: () => on.vault.protect(caseNumber(number), { legalHold: true }),
        holds: async () => (await on.vault.retention(key)).legalHold,
      };
    },
  },
  {
    port: 'a signature',
    method: 'signer.sign',
    service: 'kms',
    ready: async (on, number) => {
      const signature = await on.signer.sign(content(number));
      return {
        act: () => on.signer.sign(content(number)),
        holds: (answer) => same(answer, signature),
      };
    },
  },
  {
    port: 'a message to people',
    method: 'notifier.notify',
    service: 'sns',
    ready: (on, number) => {
      const text = `message ${String(number)}`;
      return Promise.resolve({
        act: async () => {
          const [outcome] = await on.notifier.notify({ subject: 'x', text });
          if (outcome?.outcome === 'delivered') return;
          // The port tells it as an outcome, in words; here it counts as the failure that it is.
          throw new PortError(codeIn(outcome?.cause ?? ''), outcome?.cause ?? '');
        },
        holds: () =>
          on.lab
            .now()
            .calls()
            .some(
              ({ operation, parameters, status, fault }) =>
                operation === 'Publish' &&
                JSON.stringify(parameters).includes(`${text}"`) &&
                status === 200 &&
                fault === undefined,
            ),
      });
    },
  },
  {
    port: 'a rejected event',
    method: 'rejected.keep',
    service: 's3',
    ready: (on, number) =>
      Promise.resolve({
        act: () => on.rejected.keep(letterOf(number)),
        holds: async (id) => same(await on.rejected.read(String(id)), content(number)),
      }),
  },
  {
    port: 'the list of rejected events',
    method: 'rejected.list',
    service: 's3',
    ready: async (on, number) => {
      const id = await on.rejected.keep(letterOf(number));
      return {
        act: () => on.rejected.list(),
        holds: (answer) => JSON.stringify(answer).includes(id),
      };
    },
  },
  {
    port: 'a token of a state machine',
    method: 'tokens.keep',
    service: 'dynamodb',
    ready: (on, number) =>
      Promise.resolve({
        act: () => on.tokens.keep(waitingFor(number), `token-${String(number)}`),
        // Nobody waits under it; that Step Functions was asked at all shows that the token was there.
        holds: async () => {
          const before = asked(on, 'SendTaskHeartbeat');
          await on.tokens.heartbeat(waitingFor(number));
          return asked(on, 'SendTaskHeartbeat') > before;
        },
      }),
    cannotTell: { 'empty-answer': 'PutItem answers with an empty object when all is well' },
  },
  {
    port: 'a sign of life under a token',
    method: 'tokens.heartbeat',
    service: 'states',
    ready: async (on, number) => {
      await on.tokens.keep(waitingFor(number), `token-${String(number)}`);
      return {
        act: () => on.tokens.heartbeat(waitingFor(number)),
        holds: (answer) => answer === 'nobody',
      };
    },
    cannotTell: {
      'empty-answer': 'SendTaskHeartbeat answers with an empty object when all is well',
    },
  },
  {
    port: 'the start of a case',
    method: 'starter.start',
    service: 'states',
    ready: (on, number) => {
      const id = caseIdSchema.parse(caseNumber(number));
      const starter = new StepFunctionsStarter({
        ...on.quick(),
        stateMachineArn: on.stateMachineArn,
      });
      return Promise.resolve({
        act: async () => {
          await starter.start(id);
          starter.close();
        },
        holds: async () => {
          const states = new SFNClient(clientSettings(on.lab.config()));
          const { executions = [] } = await states.send(
            new ListExecutionsCommand({ stateMachineArn: on.stateMachineArn }),
          );
          return executions.some(({ name }) => name === id);
        },
      });
    },
  },
  {
    port: 'a session in a member account',
    method: 'sessions.provider',
    service: 'sts',
    ready: (on, number) => {
      const sessions = new MemberSessions(on.quick());
      const session = sessions.provider({
        ...{ partition: 'aws', account: MEMBER, role: MEMBER_ROLE.name },
        ...{ externalId: MEMBER_ROLE.externalId, case: `case-${String(number)}`, step: 'contain' },
      });
      return Promise.resolve({
        act: session,
        holds: async (answer) => {
          const credentials = answer as Awaited<ReturnType<typeof session>>;
          return (await awsIdentity(on.lab.config({ credentials }))).account === MEMBER;
        },
      });
    },
  },
];

export function codeIn(cause: string): PortError['code'] {
  if (cause.includes('(Throttling')) return 'aws.throttled';
  if (cause.includes('(ExpiredToken')) return 'aws.expired';
  return cause.includes('(AccessDenied') ? 'aws.denied' : 'aws.unavailable';
}

const asked = ({ lab }: PortsUnderFault, operation: string): number =>
  lab
    .now()
    .calls()
    .filter((call) => call.operation === operation).length;
