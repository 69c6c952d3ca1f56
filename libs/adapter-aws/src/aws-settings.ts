import { programSettings } from '@afo/deployment';
import type { ProgramSettings } from '@afo/deployment';
import { readSettings } from '@afo/runtime';
import type { AwsConfig } from './clients.ts';
import type { ContainOptions } from './host/changes/options.ts';
import type { ProofMeans } from './host/proof/look.ts';
import type { RoleContainment } from './principal/contain-principal.ts';

/** What the programs of the AWS stack must know; made when the forensic account is deployed. */
export interface AwsSettings {
  readonly aws: AwsConfig;
  readonly stores: {
    readonly tables: { readonly entries: string; readonly cases: string };
    readonly tokensTable: string;
    readonly vaultBucket: string;
    readonly rejectedBucket: string;
    readonly signingKey: string;
    readonly keyName: string;
    readonly evidenceKey?: string;
    readonly topicArn: string;
    readonly eventBus?: string;
  };
  readonly stateMachineArn?: string;
  readonly member: { readonly role: string; readonly externalId: string };
  readonly handover: {
    readonly forensicKey?: string;
    /** By account, or by account and region (`<account>/<region>`). */
    readonly sharedKeys: ReadonlyMap<string, string>;
    readonly recrypt: 'keys-of-aws' | 'other-keys';
    readonly copy: 'when-needed' | 'always';
    readonly completionMinutes?: number;
    readonly removeSet: boolean;
    readonly lock?: { readonly mode: 'governance' | 'compliance'; readonly days: number };
  };
  readonly proof: ProofMeans;
  readonly contain: ContainOptions;
  /** How a role is contained that is itself the subject of a case. */
  readonly containRole: RoleContainment;
  /** Roles, `<account>/<role name>`, whose sessions bear the name of their person: the deployment vouches for it. */
  readonly namedSessions: ReadonlySet<string>;
}

/** Reads them from the environment. @throws RuntimeError `runtime.bad-config` */
export function awsSettings(
  environment: Readonly<Record<string, string | undefined>>,
): AwsSettings {
  const given = readSettings(programSettings, environment);
  return {
    aws: {
      region: given.AWS_REGION,
      ...(given.AWS_ENDPOINT_URL === undefined ? {} : { endpoint: given.AWS_ENDPOINT_URL }),
    },
    stores: storesOf(given),
    ...(given.AFO_STATE_MACHINE_ARN === undefined
      ? {}
      : { stateMachineArn: given.AFO_STATE_MACHINE_ARN }),
    member: { role: given.AFO_MEMBER_ROLE, externalId: given.AFO_MEMBER_EXTERNAL_ID },
    handover: handoverOf(given),
    proof: {
      reachabilityAnalyzer: given.AFO_PROOF_ANALYZER === 'yes',
      ...(given.AFO_PROOF_DOCUMENT === undefined
        ? {}
        : { probeDocument: given.AFO_PROOF_DOCUMENT }),
    },
    contain: {
      allow: { inbound: given.AFO_CONTAIN_ALLOW_IN, outbound: given.AFO_CONTAIN_ALLOW_OUT },
      cutConnections: given.AFO_CONTAIN_CUT === 'yes',
      networkAclFallback: given.AFO_CONTAIN_ACL === 'yes',
      ...(given.AFO_CONTAIN_PROFILE === undefined
        ? {}
        : { replacementProfile: given.AFO_CONTAIN_PROFILE }),
    },
    containRole: given.AFO_CONTAIN_ROLE,
    namedSessions: given.AFO_NAMED_SESSIONS ?? new Set(),
  };
}

const handoverOf = (given: ProgramSettings): AwsSettings['handover'] => ({
  ...(given.AFO_SNAPSHOT_KEY === undefined ? {} : { forensicKey: given.AFO_SNAPSHOT_KEY }),
  sharedKeys: given.AFO_SHARED_KEYS,
  recrypt: given.AFO_SNAPSHOT_RECRYPT,
  copy: given.AFO_SNAPSHOT_COPY,
  ...(given.AFO_SNAPSHOT_COPY_MINUTES === undefined
    ? {}
    : { completionMinutes: given.AFO_SNAPSHOT_COPY_MINUTES }),
  removeSet: given.AFO_SNAPSHOT_SET === 'remove',
  ...(given.AFO_SNAPSHOT_LOCK === undefined ? {} : { lock: given.AFO_SNAPSHOT_LOCK }),
});

const storesOf = (given: ProgramSettings): AwsSettings['stores'] => ({
  tables: { entries: given.AFO_ENTRIES_TABLE, cases: given.AFO_CASES_TABLE },
  tokensTable: given.AFO_TOKENS_TABLE,
  vaultBucket: given.AFO_VAULT_BUCKET,
  rejectedBucket: given.AFO_REJECTED_BUCKET,
  signingKey: given.AFO_SIGNING_KEY,
  keyName: given.AFO_KEY_NAME,
  ...(given.AFO_EVIDENCE_KEY === undefined ? {} : { evidenceKey: given.AFO_EVIDENCE_KEY }),
  topicArn: given.AFO_TOPIC_ARN,
  ...(given.AFO_EVENT_BUS === undefined ? {} : { eventBus: given.AFO_EVENT_BUS }),
});
