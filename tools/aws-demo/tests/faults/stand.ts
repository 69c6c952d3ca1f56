import { mkdtemp, open, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { awsSettings, awsStack } from '@afo/adapter-aws';
import type { AwsStack } from '@afo/adapter-aws';
import { makeLabStores } from '@afo/adapter-aws/lab';
import { localStack, machineParts } from '@afo/adapter-local';
import type { LocalStack } from '@afo/adapter-local';
import { startAwsLab } from '@afo/aws-lab';
import type { AwsLab } from '@afo/aws-lab';
import { demoScenario, EXTERNAL_ID, MEMBER_ROLE, PLACES, roleOf } from '../../src/scenario.ts';

const MIB = 2 ** 20;
/** A volume has whole GiB; most of this one is a hole. */
const DISK = { bytes: 1024 * MIB, filled: 2 * MIB };

/** Milliseconds for an answer: a call that hangs costs so much, and each attempt at it again. */
const ANSWER_MS = 700;

/** The lab with one suspect host, and the stack of the product with little patience. */
export interface Stand {
  readonly lab: AwsLab;
  readonly stack: AwsStack;
  /** Stores of this machine, where a fault is to strike nothing but the host. */
  readonly local: LocalStack;
  readonly instance: string;
  /** The raw disk of the suspect instance. */
  readonly disk: string;
  readonly folder: string;
  close(): Promise<void>;
}

export async function startStand(): Promise<Stand> {
  await using starting = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'afo-faults-'));
  starting.defer(() => rm(folder, { recursive: true }));
  const disk = await smallDisk(folder);
  const lab = await startAwsLab({ scenario: demoScenario(disk) });
  starting.defer(() => lab.close());
  const stack = await openStack(lab);
  starting.defer(() => stack.close());
  const local = await localStack({ home: join(folder, 'home'), actor: stack.ports.actor });
  starting.defer(() => local.close());
  const instance = lab.id('instance.web-01');
  const stop = starting.move();
  return { ...{ lab, stack, local, instance, disk, folder }, close: () => stop.disposeAsync() };
}

export async function smallDisk(folder: string): Promise<string> {
  const path = join(folder, 'disk.raw');
  const file = await open(path, 'w');
  await file.write(Buffer.alloc(DISK.filled, 'evidence '));
  await file.close();
  await truncate(path, DISK.bytes);
  return path;
}

async function openStack(lab: AwsLab): Promise<AwsStack> {
  const { region, account } = PLACES.forensic;
  const root = { accessKeyId: account, secretAccessKey: 'lab' };
  const names = await makeLabStores({ region, endpoint: lab.url, credentials: root }, 'faults');
  const settings = awsSettings({
    AWS_REGION: region,
    AWS_ENDPOINT_URL: lab.url,
    AFO_ENTRIES_TABLE: names.tables.entries,
    AFO_CASES_TABLE: names.tables.cases,
    AFO_TOKENS_TABLE: names.tokensTable,
    AFO_VAULT_BUCKET: names.vaultBucket,
    AFO_REJECTED_BUCKET: names.rejectedBucket,
    AFO_SIGNING_KEY: names.signingKey,
    AFO_TOPIC_ARN: names.topicArn,
    AFO_KEY_NAME: 'afo.example/lab',
    AFO_MEMBER_ROLE: MEMBER_ROLE,
    AFO_MEMBER_EXTERNAL_ID: EXTERNAL_ID,
    AFO_SHARED_KEYS: `${PLACES.member.account}=${lab.id('key.handover')}`,
    AFO_SNAPSHOT_KEY: lab.id('key.evidence'),
    AFO_SNAPSHOT_LOCK: 'governance:30',
    AFO_PROOF_ANALYZER: 'yes',
  });
  const session = { name: 'faults', region };
  const credentials = lab.credentials('forensic', roleOf('case-workflow'), session);
  const aws = {
    ...settings.aws,
    credentials,
    answerMs: ANSWER_MS,
    attempts: 2,
    retryMode: 'standard',
  } as const;

  return awsStack({
    settings: { ...settings, aws },
    actor: { kind: 'service', name: 'faults', version: '0' },
    machine: machineParts(),
    patience: {
      blocks: {
        attempts: 3,
        pauseMs: 5,
        longestPauseMs: 20,
        throttledMs: 500,
        answerMs: ANSWER_MS,
      },
      handover: {
        completeMs: 400,
        firstLookMs: 10,
        longestLookMs: 50,
        visibleMs: 200,
        roomMs: 200,
      },
      proofMs: 500,
      pause: (milliseconds) => sleep(milliseconds / 100),
    },
  });
}
