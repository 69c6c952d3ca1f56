import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localStack } from '@afo/adapter-local';
import type { LocalStack } from '@afo/adapter-local';
import type { CaseId, EvidenceId, EntryDraft } from '@afo/domain';
import { evidenceId, toolRunId } from '@afo/domain';
import { CaseBook, openCase, sealItem } from '@afo/pipeline';

export interface CaseToReport {
  readonly ports: LocalStack['ports'];
  readonly sinks: LocalStack['sinks'];
  close(): Promise<void>;
  readonly caseId: CaseId;
  readonly book: CaseBook;
}

/** Names that break shells, manifests, pages and spreadsheets. */
export const HOSTILE = `/var/tmp/.. /0|fake|1\n<img src=x onerror=alert(1)>"'=cmd()\u202e\u001b[2J%0a`;

/** A case whose plan could not be made, so that its report is due, with a disk and results of a tool. */
export async function caseToReport(): Promise<CaseToReport> {
  const home = await mkdtemp(join(tmpdir(), 'afo-home-'));
  const stack = await localStack({
    home,
    actor: { kind: 'service', name: 'report-generator', version: '0.1.0' },
  });
  const { ports, sinks } = stack;
  const caseId = await openCase(ports, {
    title: `Dead-box case ${HOSTILE}`,
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
  const book = await CaseBook.open(ports, caseId);
  const close = async (): Promise<void> => {
    await stack.close();
    await rm(home, { recursive: true });
  };
  const made = { ports, sinks, caseId, book, close };
  await seal(made, evidenceId(1), {
    kind: 'disk',
    name: 'image',
    content: Buffer.alloc(700_000, 'disk'),
  });
  await seal(made, evidenceId(2), {
    kind: 'analysis',
    name: 'detections.jsonl',
    content: line({
      rule: 'name.breaks-parsers',
      title: 'File name that breaks parsers',
      description: `The name ${HOSTILE} breaks parsers.`,
      severity: 'high',
      confidence: 'high',
      attack: ['T1036'],
      at: '2026-11-18T02:00:00.000Z',
      pointers: [pointer],
      facts: { name: HOSTILE },
    }),
  });
  await seal(made, evidenceId(3), {
    kind: 'timeline',
    name: 'timeline.jsonl',
    content: line({
      at: '2026-11-18T02:00:00.000Z',
      kind: 'file.born',
      source: 'ext4',
      summary: HOSTILE,
      pointer,
    }),
  });
  await book.append(() => [runOf(book), ...failed('triage'), ...failed('plan')]);
  return made;
}

const pointer = { item: 'E-0001', run: 'T-0001', inode: '12', path: HOSTILE };

const line = (record: unknown): Uint8Array => Buffer.from(`${JSON.stringify(record)}\n`);

async function seal(
  { ports, book }: CaseToReport,
  item: EvidenceId,
  {
    kind,
    name,
    content,
  }: {
    readonly kind: 'disk' | 'analysis' | 'timeline';
    readonly name: string;
    readonly content: Uint8Array;
  },
): Promise<void> {
  const record = async (...drafts: readonly EntryDraft[]): Promise<void> => {
    await book.append(() => drafts);
  };
  await sealItem(
    { ports, book, record },
    {
      item,
      kind,
      title: `${kind} of web-01`,
      name,
      format: kind === 'disk' ? 'raw' : 'jsonl',
      compress: true,
      content,
      facts: {},
      tool: { name: 'test', version: '0' },
      limits: [],
    },
  );
}

function runOf(book: CaseBook): EntryDraft {
  const sealed = [1, 2, 3].map((n) => book.state.items.get(evidenceId(n))?.sealed);
  const [disk, ...results] = sealed.filter((item) => item !== undefined);
  if (disk === undefined) throw new Error('the disk is sealed');
  return {
    type: 'analysis.completed',
    body: {
      run: toolRunId(1),
      tool: { name: 'sleuthkit', version: '4.11.1' },
      ruleSets: [],
      inputs: [{ item: disk.item, sha256Before: disk.sha256, sha256After: disk.sha256 }],
      outputs: results.map(({ item, sha256 }) => ({ item, sha256 })),
      outcome: 'complete',
      detections: 1,
      events: 1,
      limits: [],
    },
  };
}

const failed = (step: string): readonly EntryDraft[] => [
  { type: 'step.started', body: { step, key: step, attempt: 1 } },
  {
    type: 'step.failed',
    body: {
      step,
      key: step,
      attempt: 1,
      code: 'playbook.invalid',
      cause: 'no rule speaks about it',
      retryable: false,
      final: true,
    },
  },
];
