import { KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { AnyPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { KeptKey } from '../constructs/kept-key.ts';
import { arnIn } from '../place.ts';
import type { Place } from '../place.ts';
import { ForensicStack } from './forensic-stack.ts';

/** What sends to the topic besides the programs. */
const SENDERS = ['cloudwatch', 'events', 'budgets'];

const specs = {
  ed25519: KeySpec.ECC_NIST_EDWARDS25519,
  'ecdsa-p256': KeySpec.ECC_NIST_P256,
} as const;

/** Keys in a stack of their own, so that nothing which is taken away takes a key with it (F-63). */
export class KeysStack extends ForensicStack {
  readonly evidence: KeptKey;
  readonly signing: KeptKey;
  readonly snapshots: KeptKey;
  /** Logs and messages: what tells of cases, and is no evidence. */
  readonly operations: KeptKey;

  constructor(scope: Construct, id: string, place: Place) {
    super(scope, id, {
      place,
      description: 'Keys of evidence, of checkpoints, of snapshots',
      keeps: true,
    });
    const { names } = place;
    this.evidence = new KeptKey(this, 'Evidence', {
      alias: names.evidenceKey,
      description: 'Evidence, and all else that a case leaves at rest',
    });
    this.signing = new KeptKey(this, 'Signing', {
      alias: names.signingKey,
      description: 'Signs checkpoints of the case log',
      keySpec: specs[place.environment.checkpoints.algorithm],
      keyUsage: KeyUsage.SIGN_VERIFY,
    });
    this.snapshots = new KeptKey(this, 'Snapshots', {
      alias: names.snapshotKey,
      description: 'Snapshots that were copied into this account',
    });
    this.operations = new KeptKey(this, 'Operations', {
      alias: names.operationsKey,
      description: 'Logs and messages of the programs',
    });
    this.#letServicesUse(this.operations);
  }

  /** Log groups are encrypted by CloudWatch Logs itself; alarms, events and budgets send to an encrypted topic. */
  #letServicesUse(key: KeptKey): void {
    const { forensic } = this.place.environment;
    const actions = ['kms:Decrypt', 'kms:GenerateDataKey*'];
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'LogGroups',
        principals: [new ServicePrincipal('logs')],
        actions: [...actions, 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:DescribeKey'],
        resources: ['*'],
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': arnIn(this.place, 'logs', 'log-group:*'),
          },
        },
      }),
    );
    key.addToResourcePolicy(
      new PolicyStatement({
        // As the key of AWS for SNS has it: whoever of the account may publish, may encrypt what is published.
        sid: 'Publishers',
        principals: [new AnyPrincipal()],
        actions,
        resources: ['*'],
        conditions: {
          StringEquals: { 'kms:CallerAccount': forensic.account },
          StringLike: { 'kms:ViaService': `sns.${forensic.region}.*` },
        },
      }),
    );
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Messages',
        principals: SENDERS.map((service) => new ServicePrincipal(service)),
        actions,
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': forensic.account } },
      }),
    );
  }
}
