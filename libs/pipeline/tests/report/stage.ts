import { memoryPorts } from '@afo/conformance/memory';
import type { MemoryPorts } from '@afo/conformance/memory';
import type {
  CaseId,
  Detection,
  EntryDraft,
  EvidenceId,
  EvidenceKind,
  TimelineEvent,
} from '@afo/domain';
import { evidenceId, sha256Schema } from '@afo/domain';
import { CaseBook, openCase, sealItem } from '../../src/index.ts';
import type { StepContext, StepHandler } from '../../src/index.ts';

/** A case in memory with a way to run one handler as a step. */
export interface Stage {
  readonly ports: MemoryPorts;
  readonly book: CaseBook;
  record(...drafts: readonly EntryDraft[]): Promise<void>;
  /** Runs the handler as an attempt at the step. */
  run(step: string, handler: StepHandler, attempt?: number): ReturnType<StepHandler>;
  /** Seals a small item. */
  seal(item: EvidenceId, options: ItemOptions): Promise<void>;
}

export interface ItemOptions {
  readonly kind: EvidenceKind;
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly compress?: boolean;
}

export async function stage(ports: MemoryPorts = memoryPorts(), known?: CaseId): Promise<Stage> {
  const caseId = known ?? (await openFor(ports));
  const book = await CaseBook.open(ports, caseId);
  const record = async (...drafts: readonly EntryDraft[]): Promise<void> => {
    ports.clock.advance(1000);
    await book.append(() => drafts);
  };
  return {
    ports,
    book,
    record,
    run: async (step, handler, attempt = 1) => {
      await record({ type: 'step.started', body: { step, key: step, attempt } });
      const outcome = await handler(contextOf({ ports, book, record }, step, attempt));
      await record(
        outcome.status === 'skipped'
          ? { type: 'step.skipped', body: { step, key: step, reason: outcome.reason } }
          : { type: 'step.succeeded', body: { step, key: step, attempt } },
      );
      return outcome;
    },
    seal: async (item, { kind, name, content, compress = true }) => {
      await sealItem(
        { ports, book, record },
        {
          item,
          kind,
          title: `${kind} ${item}`,
          name,
          format: kind === 'disk' ? 'raw' : 'jsonl',
          compress,
          content: typeof content === 'string' ? Buffer.from(content) : content,
          facts: {},
          tool: { name: 'test', version: '0' },
          limits: [],
        },
      );
    },
  };
}

const openFor = (ports: MemoryPorts): Promise<CaseId> =>
  openCase(ports, {
    title: 'Dead-box case web-01',
    subject: { kind: 'host', id: 'web-01' },
    origin: 'command',
    reason: 'suspected miner',
    sources: [],
    grantedBy: {
      kind: 'command',
      approver: { kind: 'human', name: 'Ann' },
      reason: 'ordered by Ann',
    },
  });

function contextOf(
  { ports, book, record }: Pick<Stage, 'ports' | 'book' | 'record'>,
  step: string,
  attempt: number,
): StepContext {
  return {
    ports,
    book,
    record,
    task: { caseId: book.id, step, key: step, attempt },
    signal: new AbortController().signal,
    progress: () => undefined,
    reserve: async (count) => {
      const kept = book.state.steps.get(step)?.reserves ?? [];
      const more = Array.from({ length: Math.max(0, count - kept.length) }, (_, index) =>
        evidenceId(book.state.next.evidence + index),
      );
      const body = { step, key: step, attempt, reserves: [...kept, ...more] };
      if (more.length > 0) await record({ type: 'step.started', body });
      return (book.state.steps.get(step)?.reserves ?? []).slice(0, count);
    },
  };
}

export const jsonLines = (records: readonly unknown[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');

export const detection = (over: Partial<Record<keyof Detection, unknown>> = {}) => ({
  rule: 'ssh.brute-force',
  title: 'SSH brute force',
  description: '240 failures.',
  severity: 'high',
  confidence: 'high',
  attack: ['T1110.001'],
  at: '2026-11-18T02:00:00.000Z',
  until: '2026-11-18T02:12:00.000Z',
  count: 240,
  pointers: [{ item: 'E-0001', run: 'T-0001', path: '/var/log/auth.log', line: 1 }],
  facts: { address: '198.51.100.23' },
  ...over,
});

export const event = (at: string, summary: string, over: Partial<TimelineEvent> = {}) => ({
  at,
  kind: 'log',
  source: 'auth.log',
  summary,
  pointer: { item: 'E-0001', run: 'T-0001', path: '/var/log/auth.log', line: 1 },
  ...over,
});

/** The tool run that made the results. */
export const run = (over: object = {}): EntryDraft => ({
  type: 'analysis.completed',
  body: {
    run: 'T-0001' as never,
    tool: { name: 'sleuthkit', version: '4.11.1' },
    ruleSets: [],
    inputs: [],
    outputs: [],
    outcome: 'complete',
    detections: 1,
    events: 1,
    limits: [],
    ...over,
  },
});

/** A case with a disk, its digest read back, and results of one tool. */
export async function analysedCase(
  results: { readonly detections?: readonly unknown[]; readonly events?: readonly unknown[] } = {},
): Promise<Stage> {
  const made = await stage();
  const disk = Buffer.alloc(600_000, 'disk of web-01 ');
  await made.seal(evidenceId(1), { kind: 'disk', name: 'image', content: disk });
  const sealed = made.book.state.items.get(evidenceId(1))?.sealed;
  if (sealed === undefined) throw new Error('the disk is sealed');
  const { item, bytes, sha256 } = sealed;
  await made.record({
    type: 'evidence.verified',
    body: { item, bytes, sha256, occasion: 'acquisition', result: 'match' },
  });
  const detections = results.detections ?? [detection()];
  const events = results.events ?? [event('2026-11-18T02:00:00.000Z', 'Failed password')];
  if (detections.length > 0)
    await made.seal(evidenceId(2), {
      kind: 'analysis',
      name: 'detections.jsonl',
      content: jsonLines(detections),
    });
  if (events.length > 0)
    await made.seal(evidenceId(3), {
      kind: 'timeline',
      name: 'timeline.jsonl',
      content: jsonLines(events),
    });
  const digest = sha256Schema.parse(sha256);
  const inputs = [{ item, sha256Before: digest, sha256After: digest }];
  await made.record(run({ inputs, outputs: resultsOf(made) }));
  return made;
}

/** What a run stands behind: the results that are sealed. */
export const resultsOf = ({ book }: Pick<Stage, 'book'>) =>
  [...book.state.items.values()].flatMap(({ item, acquired, sealed }) =>
    sealed !== undefined && (acquired?.kind === 'analysis' || acquired?.kind === 'timeline')
      ? [{ item, sha256: sealed.sha256 }]
      : [],
  );
