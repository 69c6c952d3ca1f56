import type { CaseId } from '@afo/domain';
import { instantOf } from '@afo/domain';

/** A checkpoint that was just signed, of which the next entry speaks. */
interface Signed {
  readonly size: number;
  readonly root: string;
  readonly note: string;
}

type Draft = (signed: Signed | undefined) => unknown;

const START = Date.UTC(2026, 10, 24, 3);
const ACTOR = { kind: 'service', name: 'case-workflow', version: '0.1.0' };
const BODIES: readonly ((round: number) => { readonly type: string; readonly body: unknown })[] = [
  (round) => ({
    type: 'step.started',
    body: { step: 'acquire-disk', key: `acquire-disk/${String(round % 500)}`, attempt: 1 },
  }),
  (round) => ({
    type: 'step.succeeded',
    body: {
      step: 'acquire-disk',
      key: `acquire-disk/${String(round % 500)}`,
      attempt: 1,
      facts: { bytes: 268_435_456, seconds: 41.5, retried: false },
    },
  }),
  () => ({
    type: 'note.added',
    body: { text: 'The volume was attached at 03:12 by the operator on duty – see ticket 4711.' },
  }),
  () => ({
    type: 'notification.sent',
    body: {
      channel: 'webhook',
      to: 'https://example.org/hook',
      message: 'acquisition went on',
      outcome: 'delivered',
    },
  }),
  (round) => ({
    type: 'resource.changed',
    body: {
      change: 'protect-from-termination',
      resource: `arn:aws:ec2:eu-central-1:123456789012:instance/i-0123456789abcdef${String(round % 10)}`,
      phase: 'done',
      before: { disableApiTermination: false, groups: ['sg-0a1b2c3d'] },
      after: { disableApiTermination: true, groups: ['sg-0a1b2c3d'] },
      requestId: 'req-4711',
    },
  }),
];

/** Entries of the kinds that make up a log, one after the other; the last one says that a bundle was exported. */
export function* logEntries(caseId: CaseId, count: number): Generator<Draft> {
  for (let seq = 0; seq < count; seq += 1) {
    const envelope = {
      v: 1,
      case: caseId,
      seq,
      at: instantOf(START + seq * 10),
      actor: ACTOR,
      ...(seq > 1 ? { why: 'A-0001' } : {}),
    };
    yield (signed) => ({ ...envelope, ...entryAt(seq, count, signed) });
  }
}

function entryAt(seq: number, count: number, signed: Signed | undefined): object {
  if (seq === 0) return OPENED;
  if (seq === 1) return GRANTED;
  if (seq === count - 1)
    return {
      type: 'evidence.exported',
      body: { items: [], format: 'bundle', destination: 'file:///bundle' },
    };
  if (signed !== undefined)
    return {
      type: 'checkpoint.signed',
      body: { ...signed, key: 'afo.example/bench', timestamp: false },
    };
  return BODIES[seq % BODIES.length]?.(Math.floor(seq / BODIES.length)) ?? {};
}

const OPENED = {
  type: 'case.opened',
  body: {
    title: 'Bench',
    subject: { kind: 'host', id: 'bench' },
    stack: 'local',
    origin: 'command',
    reason: 'a log to measure',
    sources: [],
    retention: { until: instantOf(START + 86_400_000), legalHold: true },
  },
};

const GRANTED = {
  type: 'authorisation.granted',
  body: {
    authorisation: 'A-0001',
    kind: 'command',
    approvers: [{ kind: 'human', name: 'examiner', via: 'bench' }],
    reason: 'a log to measure',
    scope: 'case',
    from: instantOf(START),
  },
};
