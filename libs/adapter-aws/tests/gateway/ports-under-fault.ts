import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { LabFaultRule } from '@afo/aws-lab';
import { caseNumber } from '@afo/conformance';
import { evidenceId, instantOf } from '@afo/domain';
import type { TaskTokens } from '@afo/ports';
import { clientSettings, openAwsStores, StepFunctionsTokens } from '../../src/index.ts';
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

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
export const same = (one: unknown, other: Uint8Array): boolean =>
  one instanceof Uint8Array && Buffer.from(one).equals(other);

/** Why an empty answer is no fault in many rows. */
export const EMPTY_IS_GOOD = 'the service answers with an empty object when all is well';

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
