import type { Actor } from '@afo/domain';
import type { Ports, RateLimit, RejectedEvents, TaskTokens, TimestampAuthority } from '@afo/ports';
import type { EBSClient } from '@aws-sdk/client-ebs';
import type { AwsPatience } from './aws-patience.ts';
import type { AwsSettings } from './aws-settings.ts';
import { openAwsStores } from './aws-stores.ts';
import { awsIdentity } from './clients.ts';
import type { AwsIdentity } from './clients.ts';
import { disksByUri } from './disks-by-uri.ts';
import { ebsClient, EbsSnapshotSources } from './ebs/index.ts';
import { hostAndSnapshots } from './host-and-snapshots.ts';
import { MemberAccounts } from './member-accounts.ts';
import { trailTagSetters } from './tag-setters/trail-tag-setters.ts';
import { awsWhoami } from './whoami/aws-whoami.ts';
import { securityHubFindings } from './write-back/security-hub-findings.ts';
import { StepFunctionsStarter } from './step-functions-starter.ts';
import { StepFunctionsTokens } from './task-tokens/step-functions-tokens.ts';

type MachinePart =
  'clock' | 'caseIds' | 'codec' | 'images' | 'disks' | 'memories' | 'logs' | 'tools';

export interface AwsStackOptions {
  readonly settings: AwsSettings;
  /** The service in whose name this process acts. */
  readonly actor: Actor;
  /** What the machine itself offers: threads, files, programs. Closed with the stack. */
  readonly machine: { readonly parts: Pick<Ports, MachinePart>; close(): Promise<void> };
  readonly timestamps?: TimestampAuthority;
  /** Quotas of EBS direct that all readers of the account share; this process alone keeps to them unless given. */
  readonly rates?: { readonly blocks: RateLimit; readonly listings: RateLimit };
  readonly patience?: AwsPatience;
}

export interface AwsStack {
  readonly ports: Ports & { readonly rejected: RejectedEvents; readonly tokens: TaskTokens };
  readonly identity: AwsIdentity;
  close(): Promise<void>;
}

/**
 * Opens the stack of a forensic account: stores, signer, people, state machine, and the way into member accounts. All
 * stores are looked at first: a bucket without Object Lock or a key that cannot sign stops the start.
 * @throws PortError `vault.unavailable`, `signer.unavailable`, `aws.*`
 */
export async function awsStack(options: AwsStackOptions): Promise<AwsStack> {
  const { settings, actor, machine, timestamps, patience } = options;
  // Who cannot start asks again, and must find nothing of the attempt before.
  await using failing = new AsyncDisposableStack();
  failing.defer(() => machine.close());
  const { aws, stores: names, stateMachineArn } = settings;
  const identity = await awsIdentity(aws);
  const stores = await openAwsStores({ ...aws, ...names, clock: machine.parts.clock });
  failing.move();
  const accounts = new MemberAccounts({ aws, identity, member: settings.member });
  const tokens = new StepFunctionsTokens({ ...aws, table: names.tokensTable });
  const starter =
    stateMachineArn === undefined
      ? undefined
      : new StepFunctionsStarter({ ...aws, stateMachineArn });
  const snapshots = snapshotSources(options, accounts, { ...identity, region: aws.region });
  const hosts = hostAndSnapshots({
    ...{ settings, identity, accounts },
    clock: machine.parts.clock,
    ...(patience === undefined ? {} : { patience }),
  });
  return {
    ports: {
      stack: 'aws',
      actor,
      ...machine.parts,
      log: stores.log,
      vault: stores.vault,
      signer: stores.signer,
      notifier: stores.notifier,
      rejected: stores.rejected,
      ...(timestamps === undefined ? {} : { timestamps }),
      disks: disksByUri(snapshots.disks, machine.parts.disks),
      host: hosts.host,
      handover: hosts.handover,
      findings: securityHubFindings({
        enter: (account, region, caseId) =>
          accounts.enter(account, region, { case: caseId, step: 'write-back' }),
      }),
      tagSetters: trailTagSetters({
        enter: (account, region) =>
          accounts.enter(account, region, { case: 'not-yet', step: 'triage' }),
      }),
      whoami: awsWhoami(aws, settings.namedSessions),
      ...(starter === undefined ? {} : { starter }),
      tokens,
    },
    identity,
    async close() {
      await stores.close();
      await machine.close();
      for (const one of [accounts, tokens, snapshots, hosts, ...(starter ? [starter] : [])])
        one.close();
    },
  };
}

/** Snapshots are read in the account that the uri names: this one, as a rule, after their handover. */
function snapshotSources(
  { rates, patience }: AwsStackOptions,
  accounts: MemberAccounts,
  home: { readonly account: string; readonly region: string },
): { readonly disks: EbsSnapshotSources; close(): void } {
  const clients = new Map<string, EBSClient>();
  const clientOf = (account: string, region: string): EBSClient => {
    const key = `${account}/${region}`;
    const kept = clients.get(key);
    if (kept !== undefined) return kept;
    const entered = accounts.enter(account, region, { case: 'many', step: 'acquire-disk' });
    const client = ebsClient(entered);
    clients.set(key, client);
    return client;
  };
  return {
    disks: new EbsSnapshotSources({
      clients: clientOf,
      home,
      ...(rates === undefined ? {} : { rates }),
      ...(patience?.blocks === undefined ? {} : { patience: patience.blocks }),
    }),
    close() {
      for (const client of clients.values()) client.destroy();
    },
  };
}
