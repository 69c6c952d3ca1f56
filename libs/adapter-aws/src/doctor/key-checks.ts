import type { DeployedNames, Environment } from '@afo/deployment';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import type { KeyMetadata } from '@aws-sdk/client-kms';
import { always } from '../whole-answer.ts';
import { soundUnless } from './check.ts';
import type { Check } from './check.ts';
import type { DoctorClients } from './doctor-clients.ts';

const SPECS: Readonly<Record<Environment['checkpoints']['algorithm'], string>> = {
  ed25519: 'ECC_NIST_EDWARDS25519',
  'ecdsa-p256': 'ECC_NIST_P256',
};

/** The keys of a deployment: each in use, and none on its way to deletion. */
export function keyChecks(
  { checkpoints }: Environment,
  names: DeployedNames,
  clients: DoctorClients,
): readonly Check[] {
  const encrypting = { usage: 'ENCRYPT_DECRYPT', spec: 'SYMMETRIC_DEFAULT' };
  const signing = { usage: 'SIGN_VERIFY', spec: SPECS[checkpoints.algorithm] };
  return [
    keyCheck('key of evidence', { alias: names.evidenceKey, ...encrypting, clients }),
    keyCheck('key of checkpoints', { alias: names.signingKey, ...signing, clients }),
    keyCheck('key of snapshots', { alias: names.snapshotKey, ...encrypting, clients }),
    keyCheck('key of logs and messages', { alias: names.operationsKey, ...encrypting, clients }),
  ];
}

interface Wanted {
  readonly alias: string;
  readonly usage: string;
  readonly spec: string;
  readonly clients: DoctorClients;
}

const keyCheck = (what: string, { alias, clients, spec, usage }: Wanted): Check => ({
  what,
  advice:
    'deploy the stack of keys; a key whose deletion is ordered: `aws kms cancel-key-deletion` at once, then `enable-key`',
  look: async () => {
    const { KeyMetadata } = await clients.keys.send(new DescribeKeyCommand({ KeyId: alias }));
    const key = always(KeyMetadata, `looking at the ${what}`);
    return soundUnless(`${alias}, enabled`, [
      key.KeyState !== 'Enabled' && `${alias} ${stateOf(key)}`,
      (key.KeyUsage !== usage || key.KeySpec !== spec) &&
        `${alias} is a key of ${key.KeySpec ?? 'an unknown kind'} for ${key.KeyUsage ?? 'an unknown use'}, and not of ${spec} for ${usage}`,
    ]);
  },
});

function stateOf({ DeletionDate, KeyState }: KeyMetadata): string {
  if (KeyState !== 'PendingDeletion') return `is ${KeyState ?? 'in an unknown state'}`;
  return `will be deleted${DeletionDate === undefined ? '' : ` at ${DeletionDate.toISOString()}`}, and all under it is lost then`;
}
