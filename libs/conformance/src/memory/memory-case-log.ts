import type { CaseId, CaseState } from '@afo/domain';
import { entrySchema, reduce, subjectKey } from '@afo/domain';
import { PortError, SubjectClaimedError } from '@afo/ports';
import type { CaseFilter, CaseLog, CaseSummary, LogLine, StoredCheckpoint } from '@afo/ports';

interface StoredCase {
  readonly lines: LogLine[];
  /** The read model: what the lines so far tell. */
  state: CaseState | undefined;
  readonly checkpoints: Map<number, StoredCheckpoint>;
}

/** A case log in memory, for tests of use cases. It keeps the port's contract but for durability. */
export class MemoryCaseLog implements CaseLog {
  readonly #cases = new Map<CaseId, StoredCase>();
  #version = 0;

  // Every answer comes in a later turn, as a real store's does, so that races show.
  async append(caseId: CaseId, expectedSize: number, lines: readonly LogLine[]): Promise<void> {
    await Promise.resolve();
    const stored = this.#cases.get(caseId) ?? {
      lines: [],
      state: undefined,
      checkpoints: new Map<number, StoredCheckpoint>(),
    };
    if (stored.lines.length !== expectedSize) {
      throw new PortError(
        'case-log.conflict',
        `case ${caseId} has ${stored.lines.length} entries, not ${expectedSize}`,
        { retryable: true },
      );
    }
    for (const [index, line] of lines.entries()) assertPlace(line, caseId, expectedSize + index);
    const state = lines.reduce<CaseState | undefined>(
      (before, { entry }) => reduce(before, entry),
      stored.state,
    );
    if (state?.status === 'open') this.#refuseClaimed(state);
    stored.state = state;
    stored.lines.push(...lines);
    this.#cases.set(caseId, stored);
    this.#version += 1;
  }

  async *read(caseId: CaseId, from = 0): AsyncIterable<LogLine> {
    await Promise.resolve();
    yield* (this.#cases.get(caseId)?.lines ?? []).slice(from);
  }

  async list(filter: CaseFilter = {}): Promise<readonly CaseSummary[]> {
    await Promise.resolve();
    const all = [...this.#cases.values()]
      .map(summaryOf)
      .filter((summary) => matches(summary, filter));
    const newestFirst = all.sort((a, b) => (a.id < b.id ? 1 : -1));
    const start =
      filter.after === undefined ? 0 : newestFirst.findIndex(({ id }) => id === filter.after) + 1;
    return newestFirst.slice(start, start + (filter.limit ?? 100));
  }

  async changed(timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    const before = this.#version;
    const deadline = performance.now() + timeoutMs;
    while (this.#version === before && performance.now() < deadline && signal?.aborted !== true) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    return this.#version !== before;
  }

  async keepCheckpoint(caseId: CaseId, checkpoint: StoredCheckpoint): Promise<void> {
    await Promise.resolve();
    const { checkpoints, lines = [] } = this.#cases.get(caseId) ?? {};
    const known = checkpoints?.get(checkpoint.size);
    if (checkpoints === undefined || checkpoint.size > lines.length)
      throw new PortError('case-log.not-found', `case ${caseId} has ${lines.length} entries`);
    if (known !== undefined && known.note !== checkpoint.note) {
      throw new PortError(
        'case-log.conflict',
        `case ${caseId} has another checkpoint of size ${checkpoint.size}`,
      );
    }
    checkpoints.set(checkpoint.size, known ?? checkpoint);
  }

  async checkpoints(caseId: CaseId): Promise<readonly StoredCheckpoint[]> {
    await Promise.resolve();
    return [...(this.#cases.get(caseId)?.checkpoints.values() ?? [])].sort(
      (a, b) => a.size - b.size,
    );
  }

  async rebuild(): Promise<number> {
    await Promise.resolve();
    return this.#cases.size;
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }

  #refuseClaimed({ id, opened }: CaseState): void {
    const key = subjectKey(opened.subject);
    for (const { state } of this.#cases.values())
      if (state?.status === 'open' && state.id !== id && subjectKey(state.opened.subject) === key)
        throw new SubjectClaimedError(state.id);
  }
}

/** Refuses a line that cannot stand there, or says something else than its entry. */
function assertPlace({ entry, line }: LogLine, caseId: CaseId, seq: number): void {
  if (seq === 0 && entry.type !== 'case.opened')
    throw new PortError('case-log.not-found', `there is no case ${caseId}`);
  const said = entrySchema.safeParse(JSON.parse(line));
  const isSame = said.success && said.data.type === entry.type && said.data.seq === entry.seq;
  if (entry.case !== caseId || entry.seq !== seq || !isSame)
    throw new PortError(
      'case-log.conflict',
      `entry ${String(entry.seq)} cannot be entry ${String(seq)} of case ${caseId}`,
    );
}

function summaryOf(stored: StoredCase): CaseSummary {
  const { state } = stored;
  if (state === undefined) throw new PortError('case-log.not-found', 'a case without entries');
  const { id, status, size, lastAt } = state;
  return {
    id,
    status,
    size,
    lastAt,
    title: state.opened.title,
    subject: state.opened.subject,
    openedAt: state.opened.at,
  };
}

function matches({ status, subject }: CaseSummary, filter: CaseFilter): boolean {
  const place = {
    ...('account' in subject ? { account: subject.account } : {}),
    ...('region' in subject ? { region: subject.region } : {}),
  };
  const facts = {
    status,
    kind: subject.kind,
    resource: subject.id,
    subjectKey: subjectKey(subject),
    ...place,
  };
  const wanted = (
    ['status', 'kind', 'resource', 'subjectKey', 'account', 'region'] as const
  ).filter((name) => filter[name] !== undefined);
  return wanted.every((name) => name in facts && facts[name] === filter[name]);
}
