import { evidenceIdSchema } from '@afo/domain';
import type { CaseId } from '@afo/domain';
import {
  acquireDisk,
  CaseBook,
  loadPlaybook,
  openCase,
  planWith,
  runStep,
  verifyEvidence,
} from '@afo/pipeline';
import type { StepHandlers } from '@afo/pipeline';
import type { Ports } from '@afo/ports';

export interface OurTimes {
  /** From the start of the acquisition until the log holds that the evidence was read back and matches. */
  readonly seconds: number;
  readonly storedBytes: number;
  readonly sha256: string;
}

const PLAYBOOK =
  'version: 1\nname: bench\nfindings: { rules: [] }\nplan:\n  - name: all\n    approval: { people: 0, reason: a benchmark }\n';

/**
 * Acquires and verifies a disk by the steps of the product, with a case, its log and a vault on disk: what a person
 * waits for, but for the queue. Throws when a step did not succeed.
 */
export async function acquireAndVerify(ports: Ports, image: URL): Promise<OurTimes> {
  const caseId = await openCase(ports, {
    title: 'benchmark',
    subject: { kind: 'host', id: 'benchmark' },
    origin: 'command',
    reason: 'benchmark',
    sources: [{ kind: 'disk', uris: [image.href], title: 'image' }],
    grantedBy: {
      kind: 'command',
      approver: { kind: 'human', name: 'benchmark', via: 'terminal' },
      reason: 'benchmark',
    },
  });
  const handlers: StepHandlers = {
    plan: planWith(loadPlaybook(PLAYBOOK)),
    'acquire-disk': acquireDisk,
    'verify-evidence': verifyEvidence,
  };
  await timed({ ports, handlers, caseId }, 'plan');
  const acquireSeconds = await timed({ ports, handlers, caseId }, 'acquire-disk', 'E-0001');
  const verifySeconds = await timed({ ports, handlers, caseId }, 'verify-evidence', 'E-0001');
  const sha256 = await verifiedDigest(ports, caseId);
  const seconds = acquireSeconds + verifySeconds;
  return { seconds, sha256, storedBytes: await storedBytes(ports, caseId) };
}

/** What was read back, by the log. Throws when nothing was: a time without that would not be ours to claim. */
async function verifiedDigest(ports: Ports, caseId: CaseId): Promise<string> {
  const { state } = await CaseBook.open(ports, caseId);
  const item = state.items.get(evidenceIdSchema.parse('E-0001'));
  const verified = item?.verifications.at(-1);
  if (verified?.result !== 'match' || verified.sha256 !== item?.sealed?.sha256)
    throw new Error('the evidence was not read back');
  return verified.sha256 ?? '';
}

interface Run {
  readonly ports: Ports;
  readonly handlers: StepHandlers;
  readonly caseId: CaseId;
}

async function timed(
  { ports, handlers, caseId }: Run,
  step: string,
  item?: string,
): Promise<number> {
  const key = item === undefined ? step : `${step}/${item}`;
  const control = { signal: new AbortController().signal, progress: () => undefined };
  const start = process.hrtime.bigint();
  const task = {
    caseId,
    step,
    key,
    attempt: 1,
    ...(item === undefined ? {} : { item: evidenceIdSchema.parse(item) }),
  };
  await runStep({ ports, handlers, task, control });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const { state } = await CaseBook.open(ports, caseId);
  const end = state.steps.get(key);
  if (end?.status !== 'succeeded')
    throw new Error(`${key} did not succeed: ${end?.cause ?? end?.reason ?? 'no end'}`);
  return seconds;
}

async function storedBytes({ vault }: Ports, caseId: CaseId): Promise<number> {
  let bytes = 0;
  for await (const object of vault.inventory(caseId)) bytes += object.bytes;
  return bytes;
}
