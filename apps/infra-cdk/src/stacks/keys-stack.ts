import { KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { KeptKey } from '../constructs/kept-key.ts';
import type { Place } from '../place.ts';
import { ForensicStack } from './forensic-stack.ts';

/** Keys in a stack of their own, so that nothing which is taken away takes a key with it (F-63). */
export class KeysStack extends ForensicStack {
  readonly evidence: KeptKey;
  readonly signing: KeptKey;
  readonly snapshots: KeptKey;

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
      keySpec: KeySpec.ECC_NIST_EDWARDS25519,
      keyUsage: KeyUsage.SIGN_VERIFY,
    });
    this.snapshots = new KeptKey(this, 'Snapshots', {
      alias: names.snapshotKey,
      description: 'Snapshots that were copied into this account',
    });
  }
}
