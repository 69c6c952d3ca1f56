import { setTimeout as sleep } from 'node:timers/promises';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  caseLogConformance,
  get,
  put,
  rejectedEventsConformance,
  signerConformance,
} from '@afo/conformance';
import { BLOCK_SIZE, evidenceId, instantOf, subjectSchema } from '@afo/domain';
import { SAMPLE_CASE } from '@afo/domain/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { awsSettings } from '../../src/aws-settings.ts';
import { hostAndSnapshots } from '../../src/host-and-snapshots.ts';
import {
  awsIdentity,
  clientSettings,
  createVaultBucket,
  DynamoCaseLog,
  ebsClient,
  EbsSnapshotSources,
  openKmsSigner,
  RejectedBucket,
  S3Vault,
  snsNotifier,
  StepFunctionsTokens,
} from '../../src/index.ts';
import { MemberAccounts } from '../../src/member-accounts.ts';
import { lab } from '../lab.ts';
import { mustBeIn, realAccountOf } from './account.ts';
import { MadeThings } from './made-things.ts';

// Against a real account when AFO_AWS_CONFORMANCE asks for it (docs/guides/aws-conformance.md); otherwise against the
// emulator, so that the suite itself is known to work when somebody pays for it.
const real = realAccountOf(process.env);
const aws = real === undefined ? lab() : { config: () => real.config };
const where = real === undefined ? 'the emulator' : `the real account ${real.account}`;

let things: MadeThings;
beforeAll(async () => {
  if (real !== undefined) mustBeIn(real, await awsIdentity(real.config));
  things = new MadeThings(aws.config(), real?.prefix ?? 'afo-rehearsal');
});
afterAll(() => {
  things.close();
});

const keyOf = async (
  given: string | undefined,
  KeySpec: 'ECC_NIST_EDWARDS25519' | 'ECC_NIST_P256',
): Promise<string> => {
  if (given !== undefined) return given;
  // Only in the emulator: a key of a real account costs money, and is given.
  const kms = new KMSClient(clientSettings(aws.config()));
  const made = await kms.send(new CreateKeyCommand({ KeySpec, KeyUsage: 'SIGN_VERIFY' }));
  kms.destroy();
  return made.KeyMetadata?.KeyId ?? '';
};

describe(`the stores, in ${where}`, { timeout: 600_000 }, () => {
  describe('the case log', () => {
    caseLogConformance(async () => {
      const tables = await things.logTables();
      return {
        open: () => Promise.resolve(new DynamoCaseLog(things.dynamo, tables)),
        dispose: () => things.removeTables(tables.entries, tables.cases),
      };
    });
  });

  describe('rejected events', () => {
    let bucket: string;
    const opened: RejectedBucket[] = [];
    beforeEach(async () => {
      bucket = await things.bucket();
    });
    afterEach(async () => {
      for (const one of opened.splice(0)) one.close();
      await things.removeBucket(bucket);
    });
    rejectedEventsConformance(() => {
      const one = new RejectedBucket({ ...aws.config(), bucket });
      opened.push(one);
      return Promise.resolve(one);
    });
  });

  it('keeps evidence under a lock that ends, and lets it go only then', async () => {
    const bucket = things.name('vault');
    await createVaultBucket(things.s3, bucket);
    const vault = await S3Vault.open({
      client: things.s3,
      bucket,
      now: () => instantOf(Date.now()),
    });
    // COMPLIANCE, as the product does: nobody can shorten it, so it is as short as a test can be.
    const until = Date.now() + (real === undefined ? 4_000 : 60_000);
    await vault.protect(SAMPLE_CASE, { until: instantOf(until), legalHold: false });
    const bytes = Buffer.from('evidence of a test');
    const { key } = await put(
      vault,
      { case: SAMPLE_CASE, item: evidenceId(1), name: 'a.txt', format: 'raw' },
      bytes,
    );

    expect(Buffer.from(await get(vault, key)).equals(bytes)).toBe(true);
    await expect(things.removeBucket(bucket)).rejects.toMatchObject({ name: 'AccessDenied' });

    await sleep(until - Date.now() + 2_000);
    await things.removeBucket(bucket);
  });

  it('has a topic that takes a message', async () => {
    const topicArn = await things.topic();
    const notifier = snsNotifier({ ...aws.config(), topicArn });

    const outcomes = await notifier.notify({ subject: 'conformance', text: 'A test.' });

    expect(outcomes).toMatchObject([{ outcome: 'delivered' }]);
    notifier.close();
    await things.removeTopic(topicArn);
  });

  it('keeps a token, and says that nobody waits under one that no machine gave', async () => {
    const table = await things.tokensTable();
    const tokens = new StepFunctionsTokens({ ...aws.config(), table });
    const waiting = { case: SAMPLE_CASE, key: 'acquire-disk/E-0001', attempt: 1 };

    expect(await tokens.heartbeat(waiting)).toBe('nobody');
    await tokens.keep(waiting, 'A'.repeat(600));
    expect(await tokens.heartbeat(waiting)).toBe('nobody');

    tokens.close();
    await things.removeTables(table);
  });
});

const KEYS = [
  ['ed25519', 'ECC_NIST_EDWARDS25519', real?.keys.ed25519],
  ['ecdsa-p256', 'ECC_NIST_P256', real?.keys.ecdsa],
] as const;

for (const [algorithm, spec, given] of KEYS) {
  const missing = real !== undefined && given === undefined;
  describe.skipIf(missing)(
    `the signer by ${algorithm}, in ${where}${missing ? ' [skipped: no key was named]' : ''}`,
    () => {
      let keyId: string;
      beforeAll(async () => {
        keyId = await keyOf(given, spec);
      });
      signerConformance(
        () => openKmsSigner({ ...aws.config(), keyId, keyName: 'afo.example/conformance' }),
        algorithm,
      );
    },
  );
}

const snapshot = real?.snapshot;
describe.skipIf(snapshot === undefined)(
  `EBS direct${snapshot === undefined ? ' [skipped: no snapshot of a real account was named; the lab has its own suite]' : ''}`,
  { timeout: 600_000 },
  () => {
    it('reads the first blocks of the snapshot, each with the checksum that AWS gives', async () => {
      const { account } = await awsIdentity(aws.config());
      const home = { account, region: aws.config().region };
      const client = ebsClient(aws.config());
      const source = await new EbsSnapshotSources({ clients: () => client, home }).open({
        kind: 'disk',
        title: 'a snapshot',
        uris: [`ebs:${String(snapshot)}`],
      });
      // A block whose bytes have another checksum than AWS gave is told as missing.
      const missing: unknown[] = [];
      let blocks = 0;
      for await (const [first, count] of source.runs(0)) {
        const some = Math.min(count, 8 - blocks);
        missing.push(...(await source.read(first, new Uint8Array(some * BLOCK_SIZE))));
        blocks += some;
        if (blocks >= 8) break;
      }

      expect(blocks).toBeGreaterThan(0);
      expect(missing).toEqual([]);
      await source.close();
      client.destroy();
    });
  },
);

/** What a program must know and looking at a host does not use. */
const UNUSED = [
  'AFO_ENTRIES_TABLE',
  'AFO_CASES_TABLE',
  'AFO_TOKENS_TABLE',
  'AFO_VAULT_BUCKET',
  'AFO_REJECTED_BUCKET',
  'AFO_SIGNING_KEY',
  'AFO_KEY_NAME',
  'AFO_TOPIC_ARN',
  'AFO_MEMBER_ROLE',
  'AFO_MEMBER_EXTERNAL_ID',
];

const instance = real?.instance;
describe.skipIf(instance === undefined)(
  `a host${instance === undefined ? ' [skipped: no instance of a real account was named; the lab has its own suites]' : ''}`,
  { timeout: 600_000 },
  () => {
    it('is looked at, each answer with its request, and nothing of it is changed', async () => {
      const identity = await awsIdentity(aws.config());
      const settings = awsSettings({
        AWS_REGION: aws.config().region,
        ...Object.fromEntries(UNUSED.map((name) => [name, 'unused'])),
      });
      const accounts = new MemberAccounts({
        aws: aws.config(),
        identity,
        member: settings.member,
      });
      const hosts = hostAndSnapshots({
        settings,
        identity,
        accounts,
        clock: { now: () => instantOf(Date.now()) },
      });
      const subject = subjectSchema.parse({
        kind: 'ec2-instance',
        id: instance,
        partition: identity.partition,
        account: identity.account,
        region: aws.config().region,
      });

      const records = await hosts.host.inventory(subject);
      const techniques = await hosts.host.preflight(subject);

      expect(records.length).toBeGreaterThan(0);
      expect(techniques.length).toBeGreaterThan(0);
      hosts.close();
      accounts.close();
    });
  },
);
