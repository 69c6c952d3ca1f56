import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { securityHubDesk } from '@afo/aws-lab';
import {
  caseNumber,
  closing,
  collect,
  get,
  host,
  lineAt,
  note,
  opening,
  put,
} from '@afo/conformance';
import type { CaseId } from '@afo/domain';
import { evidenceId, instantOf } from '@afo/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAwsStores, StepFunctionsStarter, StepFunctionsTokens } from '../../src/index.ts';
import type { AwsConfig, AwsStoreNames, AwsStores } from '../../src/index.ts';
import { makeLabStores } from '../../src/lab/index.ts';
import { writeBackToSecurityHub } from '../../src/write-back/security-hub-write-back.ts';
import type { AppRole, Deployed, Places } from '@afo/iam-policies';
import { readAwsSecret } from '../../src/secret.ts';
import { gateway } from '../gateway/gateway.ts';
import { FORENSIC, MEMBER_PLACES, PLACES, REGION } from './places.ts';
import { refused } from './refused.ts';

const lab = gateway({ desks: () => [securityHubDesk()] });
const SMALL = new Uint8Array([7]);
const LARGE = new Uint8Array(17 * 1_048_576).fill(7);
const arn = (service: string, rest: string): string =>
  `arn:aws:${service}:${REGION}:${FORENSIC}:${rest}`;

let names: AwsStoreNames;
let evidenceKey: string;
let deployed: Deployed;
beforeAll(async () => {
  names = await makeLabStores(lab.config(), `stores-${String(Date.now())}`);
  const kms = new KMSClient(lab.client());
  evidenceKey = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
  const states = new SFNClient(lab.client());
  const machine = await states.send(
    new CreateStateMachineCommand({
      name: 'policies',
      roleArn: arn('iam', 'role/lab').replace(REGION, ''),
      definition: JSON.stringify({ StartAt: 'end', States: { end: { Type: 'Succeed' } } }),
    }),
  );
  const secrets = new SecretsManagerClient(lab.client());
  const secret = await secrets.send(
    new CreateSecretCommand({ Name: 'afo-queue', SecretString: 'not a real one' }),
  );
  for (const client of [kms, states, secrets]) client.destroy();
  deployed = {
    places: placesOf(names, {
      evidenceKey,
      stateMachine: machine.stateMachineArn ?? '',
      queueSecret: secret.ARN ?? '',
    }),
    members: [MEMBER_PLACES],
    facts: { partition: 'aws' },
  };
}, 60_000);

const placesOf = (stores: AwsStoreNames, others: Partial<Places>): Places => ({
  ...PLACES,
  ...others,
  tables: { ...stores.tables, tokens: stores.tokensTable },
  vaultBucket: stores.vaultBucket,
  rejectedBucket: stores.rejectedBucket,
  signingKey: arn('kms', `key/${stores.signingKey}`),
  topic: stores.topicArn,
});

const as = (role: AppRole): AwsConfig =>
  lab.config({
    credentials: lab
      .now()
      .credentials({ account: FORENSIC, name: `afo/${role}` }, { name: role, region: REGION }),
  });
const opened: AwsStores[] = [];
async function storesOf(role: AppRole): Promise<AwsStores> {
  const clock = { now: () => instantOf(Date.now()) };
  const stores = await openAwsStores({
    ...as(role),
    ...names,
    keyName: 'afo/lab',
    evidenceKey,
    clock,
  });
  opened.push(stores);
  return stores;
}
afterAll(async () => {
  for (const stores of opened) await stores.close();
});

/** A case is opened, written on, read, listed, followed; its checkpoint is signed and kept; people are told. */
async function keepLog({ log, signer, notifier }: AwsStores, id: CaseId): Promise<void> {
  await log.append(id, 0, [lineAt(id, 0, opening(host(id)))]);
  await log.append(id, 1, [lineAt(id, 1, note('seen'))]);
  await log.append(id, 2, [lineAt(id, 2, closing)]);
  await collect(log.read(id, 1));
  await log.list({ status: 'open' });
  await log.changed(20);
  await signer.sign(new TextEncoder().encode('a checkpoint'));
  await log.keepCheckpoint(id, { size: 1, note: 'a checkpoint' });
  await log.checkpoints(id);
  const [told] = await notifier.notify({ subject: 'case', text: 'opened' });
  expect(told?.outcome).toBe('delivered');
}

const address = (id: CaseId, name: string) => ({
  case: id,
  item: evidenceId(1),
  name,
  format: 'raw' as const,
});

/** Evidence is put under a lock, in one request or in parts, and read again. */
async function keepEvidence({ vault }: AwsStores, id: CaseId, last: Uint8Array): Promise<void> {
  const until = instantOf(Date.now() + 3_600_000);
  const before = await put(vault, address(id, 'before.raw'), new Uint8Array([1]));
  await vault.protect(id, { until, legalHold: true });
  const { key } = await put(vault, address(id, 'small.raw'), new Uint8Array([2]));
  await put(vault, address(id, 'last.raw'), last);
  await get(vault, key);
  const listed: string[] = [];
  for await (const object of vault.inventory(id)) listed.push(object.key);
  expect(listed).toHaveLength(3);
  expect(await vault.retention(before.key)).toEqual({ until, legalHold: true });
}

const operationsOf = (role: AppRole): ReadonlySet<string> =>
  new Set(
    lab
      .now()
      .calls()
      .filter(({ principal }) => principal?.role === `afo/${role}`)
      .map(({ service, operation }) => `${service}:${operation}`),
  );
const refusals = (): readonly string[] => refused(lab.now().calls(), deployed);

describe('when the programs work under their roles', () => {
  it('allows the ingestor to open a case with its event, start its workflow, and write on the finding', async () => {
    const stores = await storesOf('finding-ingestor');
    const { stateMachine: stateMachineArn } = deployed.places;
    const starter = new StepFunctionsStarter({ ...as('finding-ingestor'), stateMachineArn });

    await keepLog(stores, caseNumber(1));
    await put(stores.vault, address(caseNumber(1), 'event.json'), new Uint8Array([1]));
    await stores.vault.protect(caseNumber(1), { legalHold: true });
    await stores.rejected.keep({
      at: instantOf(Date.now()),
      code: 'event.not-json',
      reason: 'not understood',
      findingIds: [],
      raw: new Uint8Array([1]),
    });
    await starter.start(caseNumber(1));
    await writeBackToSecurityHub(as('finding-ingestor'), {
      findings: [{ id: 'finding', productArn: arn('securityhub', 'product/lab/lab') }],
      caseId: caseNumber(1),
      text: 'looked after',
      workflow: 'NOTIFIED',
    });
    starter.close();

    expect(refusals()).toEqual([]);
    expect([...operationsOf('finding-ingestor')]).toEqual(
      expect.arrayContaining([
        'dynamodb:TransactWriteItems',
        'kms:Sign',
        's3:PutObject',
        's3:PutObjectLegalHold',
        'securityhub:BatchUpdateFindings',
        'sns:Publish',
        'states:StartExecution',
      ]),
    );
  });

  it.each([
    ['case-workflow', 2, SMALL],
    ['acquisition-agent', 3, LARGE],
    ['analysis-worker', 4, LARGE],
    ['report-generator', 5, SMALL],
    ['operator', 6, SMALL],
  ] as const)(
    'allows %s to keep a case and its evidence',
    async (role, number, last) => {
      const stores = await storesOf(role);

      await keepLog(stores, caseNumber(number));
      await keepEvidence(stores, caseNumber(number), last);

      expect(refusals()).toEqual([]);
      expect([...operationsOf(role)]).toEqual(
        expect.arrayContaining([
          's3:GetObject',
          's3:ListObjectsV2',
          's3:PutObjectRetention',
          ...(last === LARGE
            ? [
                's3:CompleteMultipartUpload',
                's3:CreateMultipartUpload',
                's3:DeleteObject',
                's3:UploadPartCopy',
              ]
            : []),
        ]),
      );
    },
    60_000,
  );

  it('allows workers to wait under tokens, and to get the password of their queue', async () => {
    const waiting = { case: caseNumber(7), key: 'acquire', attempt: 1 };
    for (const role of ['case-workflow', 'acquisition-agent'] as const) {
      const tokens = new StepFunctionsTokens({ ...as(role), table: names.tokensTable });
      await tokens.keep(waiting, 'no token of anybody');
      expect(await tokens.heartbeat(waiting)).toBe('nobody');
      expect(await tokens.wake(waiting)).toBe('nobody');
      tokens.close();
      await readAwsSecret(as(role), deployed.places.queueSecret);
    }

    expect(refusals()).toEqual([]);
    expect([...operationsOf('case-workflow')]).toEqual(
      expect.arrayContaining([
        'dynamodb:DeleteItem',
        'secretsmanager:GetSecretValue',
        'states:SendTaskHeartbeat',
        'states:SendTaskSuccess',
      ]),
    );
  });

  it('allows the operator to make the list anew and to settle rejections', async () => {
    const { log, rejected } = await storesOf('operator');

    expect(await log.rebuild()).toBeGreaterThan(0);
    for (const { id } of await rejected.list()) {
      await rejected.read(id);
      await rejected.settle(id);
    }
    const { stateMachine: stateMachineArn } = deployed.places;
    const starter = new StepFunctionsStarter({ ...as('operator'), stateMachineArn });
    await starter.look(caseNumber(1));
    starter.close();

    expect(refusals()).toEqual([]);
    expect([...operationsOf('operator')]).toEqual(
      expect.arrayContaining(['dynamodb:Scan', 'states:DescribeExecution']),
    );
  });

  it('F-61 allows the custodian to extend the protection of a case, and to take its hold off', async () => {
    const { vault } = await storesOf('custodian');

    await vault.protect(caseNumber(2), {
      until: instantOf(Date.now() + 7_200_000),
      legalHold: false,
    });

    expect(refusals()).toEqual([]);
  });

  it('F-61 F-66 refuses what the same programs may not do, as it stands in the record', async () => {
    const { vault } = await storesOf('acquisition-agent');
    const worker = await storesOf('analysis-worker');

    // The emulators enforce no policy: the calls are made, and the record is judged.
    await vault.protect(caseNumber(3), { legalHold: false });
    await worker.log.rebuild();
    const { key } = await put(vault, address(caseNumber(9), 'loose.raw'), new Uint8Array([9]));
    await vault.dispose(key);

    const found = refusals().map((text) => text.split(' ').slice(0, 2).join(' '));
    expect(new Set(found)).toEqual(
      new Set([
        'afo/acquisition-agent: s3:DeleteObjectVersion',
        'afo/acquisition-agent: s3:PutObjectLegalHold',
        'afo/analysis-worker: dynamodb:Scan',
      ]),
    );
  });
});
