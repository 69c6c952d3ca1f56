import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ebsClient, EbsSnapshotSources, openAwsStores } from '@afo/adapter-aws';
import type { AwsStores } from '@afo/adapter-aws';
import { makeLabStores } from '@afo/adapter-aws/lab';
import { localStack } from '@afo/adapter-local';
import type { LocalStack } from '@afo/adapter-local';
import { diskTools } from '@afo/analysis-tools';
import { startEbsLab, startEmulator } from '@afo/aws-lab';
import type { EbsLab, Emulator } from '@afo/aws-lab';
import { caseWorkflow, isEntry, walk } from '@afo/domain';
import type { CaseId, Subject } from '@afo/domain';
import {
  acquireDisk,
  analyse,
  CaseBook,
  correlate,
  exportBundle,
  hostSteps,
  openCase,
  planWith,
  loadPlaybook,
  readCaseResults,
  report,
  runStep,
  triage,
  verifyEvidence,
} from '@afo/pipeline';
import type { StepHandlers } from '@afo/pipeline';
import type { Ports } from '@afo/ports';
import { makeSampleHost } from '@afo/sample-host';
import type { SampleHostFacts } from '@afo/sample-host';
import { verifyPath } from '@afo/verify/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { folderWorkspace } from '../src/folder-workspace.ts';

// The stores of the AWS stack (DynamoDB, S3 Object Lock, KMS, SNS in an emulator) and EBS direct (a server of our own)
// under the real use cases, tools and report. What an emulator cannot show: IAM, KMS grants, consistency, quotas, and
// that AWS itself answers like this. The host is not touched: there is no control of a host on AWS yet.

const GIB = 2 ** 30;
const HOME = { account: '111122223333', region: 'eu-west-1' } as const;
const SNAPSHOT = 'snap-0123456789abcdef0';
const SUBJECT: Subject = {
  kind: 'ec2-instance',
  id: 'i-0123456789abcdef0',
  partition: 'aws',
  ...HOME,
};
const PLAYBOOK = `
version: 1
name: lab
findings: { rules: [] }
plan:
  - name: all
    approval: { people: 0, reason: the command's authority covers a dead disk }
`;

let folder: string;
let local: LocalStack;
let stores: AwsStores;
let emulator: Emulator;
let ebs: EbsLab;
let facts: SampleHostFacts;
let ports: Ports;
let caseId: CaseId;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-aws-case-'));
  facts = await makeSampleHost({ out: join(folder, 'volume.raw') });
  // A volume has whole GiB.
  await truncate(facts.image, GIB);
  emulator = await startEmulator();
  ebs = await startEbsLab({ snapshots: [{ id: SNAPSHOT, ...HOME, image: facts.image }] });
  local = await localStack({
    home: join(folder, 'home'),
    actor: { kind: 'service', name: 'lab', version: '0' },
  });
  const credentials = { accessKeyId: HOME.account, secretAccessKey: 'lab' };
  const aws = { region: HOME.region, endpoint: emulator.url, credentials };
  stores = await openAwsStores({
    ...aws,
    ...(await makeLabStores(aws, 'afo-lab')),
    keyName: 'afo.example/lab',
    clock: local.ports.clock,
  });
  const client = ebsClient({ region: HOME.region, credentials, endpoint: ebs.url });
  ports = {
    ...local.ports,
    stack: 'aws',
    log: stores.log,
    vault: stores.vault,
    signer: stores.signer,
    notifier: stores.notifier,
    disks: new EbsSnapshotSources({ clients: () => client, home: HOME }),
  };
  caseId = await runCase();
}, 180_000);

afterAll(async () => {
  await stores.close();
  await local.close();
  await ebs.close();
  await emulator.stop();
  await rm(folder, { recursive: true });
});

const handlers = (): StepHandlers => ({
  triage,
  plan: planWith(loadPlaybook(PLAYBOOK)),
  ...hostSteps,
  'acquire-disk': acquireDisk,
  'verify-evidence': verifyEvidence,
  analyse: analyse({
    tools: diskTools({ rules: readConfig({}).rules }),
    workspace: folderWorkspace(join(folder, 'work')),
  }),
  correlate,
  report,
});

/** Opens a case about a snapshot, and takes it through the workflow, one step after the other. */
async function runCase(): Promise<CaseId> {
  const id = await openCase(ports, {
    title: 'a miner on the shop front',
    subject: SUBJECT,
    origin: 'command',
    reason: 'GuardDuty saw it',
    sources: [{ kind: 'disk', uris: [`ebs:${HOME.region}:${SNAPSHOT}`], title: 'root volume' }],
    grantedBy: {
      kind: 'command',
      approver: { kind: 'human', name: 'Examiner' },
      reason: 'a lab',
    },
  });
  for (;;) {
    const { state } = await CaseBook.open(ports, id);
    const { ready, status } = walk(caseWorkflow, state);
    if (status !== 'waiting' || ready.length === 0) return id;
    for (const { node, key, item, state: before } of ready)
      await runStep({
        ports,
        handlers: handlers(),
        task: {
          caseId: id,
          step: node.name,
          key,
          attempt: (before?.attempt ?? 0) + 1,
          ...(item === undefined ? {} : { item }),
        },
        control: { signal: new AbortController().signal, progress: () => undefined },
      });
  }
}

describe('when a case lies in DynamoDB and S3 and its disk is a snapshot', () => {
  it('finds every planted trace, and nothing that failed is passed over', async () => {
    const { state } = await CaseBook.open(ports, caseId);

    expect(walk(caseWorkflow, state).status).toBe('done');
    const failed = [...state.steps.values()].filter(({ status }) => status === 'failed');
    expect(failed).toEqual([]);
    const [disk] = state.plan?.items ?? [];
    const verified = disk === undefined ? undefined : state.items.get(disk.item);
    expect(verified?.verifications.map(({ result }) => result)).toContain('match');
    const { detections } = await readCaseResults(ports, {
      caseId,
      actor: ports.actor,
      purpose: 'test',
    });
    const paths = new Set(detections.flatMap(({ pointers }) => pointers.map(({ path }) => path)));
    const missed = facts.planted.filter(
      ({ expect: all }) => !all.every((one) => one.paths.some((path) => paths.has(path))),
    );
    expect(missed.map(({ name }) => name)).toEqual([]);
    expect(facts.planted.length).toBeGreaterThan(10);
  });

  it('says of the host that it was not touched, and why', async () => {
    const skipped = [];
    for await (const { entry } of ports.log.read(caseId))
      if (isEntry(entry, 'step.skipped')) skipped.push(entry.body.step);

    expect(skipped).toEqual(expect.arrayContaining(['preserve', 'snapshot']));
  });

  it('gives a bundle that a stranger proves with the public key alone', async () => {
    const path = join(folder, 'case.bag');
    await exportBundle(
      { ports, sinks: local.sinks },
      { caseId, destination: { path, format: 'directory' }, evidence: 'all' },
    );

    const verdict = await verifyPath(path, { keys: [await ports.signer.publicKey()] });

    expect([verdict.status, verdict.faults]).toEqual(['proven', []]);
    await writeFile(join(path, 'data/case.log'), 'x', { flag: 'a' });
    expect((await verifyPath(path)).exitCode).toBe(1);
  }, 60_000);
});
