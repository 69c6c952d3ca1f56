import type { CaseId, CaseState, Finding, Subject } from '@afo/domain';
import { subjectKey } from '@afo/domain';
import type { Ports } from '@afo/ports';
import { CaseBook } from '../case/case-book.ts';
import { attachFindings, knows, openCase } from '../case/open-case.ts';
import type { OpenCase } from '../case/open-case.ts';
import { isKept } from '../case/keep-event.ts';
import type { AttachedFinding } from '../case/keep-event.ts';
import { attachedBody } from './attached-body.ts';
import type { KnownCase } from './rules/decide.ts';

const MAX_BOOKS = 256;
const CLOSED_CASES = 20;

type Attached = 'attached' | 'known' | 'closed';

interface Waiting {
  readonly finding: AttachedFinding;
  readonly resolve: (outcome: Attached) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The open cases at hand. It keeps their books open, so that a finding costs what is new in its case and not the whole
 * of it, and takes findings for one case together: a thousand at once are a few appends. What it knows is only a copy
 * of the log; several desks in several processes may work on the same cases.
 */
export class CaseDesk {
  readonly #ports: Ports;
  readonly #books = new Map<CaseId, Promise<CaseBook>>();
  readonly #waiting = new Map<CaseId, Waiting[]>();
  readonly #opening = new Map<string, Promise<unknown>>();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** The open case of a subject; where there is none, the closed ones, newest first. */
  async casesOf(subject: Subject): Promise<readonly KnownCase[]> {
    const key = subjectKey(subject);
    const open = await this.#ports.log.list({ status: 'open', subjectKey: key, limit: 1 });
    const found =
      open.length > 0
        ? open
        : await this.#ports.log.list({ status: 'closed', subjectKey: key, limit: CLOSED_CASES });
    return await Promise.all(found.map(({ id, status }) => this.#known(id, status)));
  }

  /**
   * Opens a case unless the subject has one; openings of one subject in this process wait for each other.
   * @throws SubjectClaimedError when another process was faster
   */
  async open(request: OpenCase): Promise<{ readonly id: CaseId; readonly opened: boolean }> {
    const key = subjectKey(request.subject);
    const before = this.#opening.get(key) ?? Promise.resolve();
    const mine = before.then(
      () => this.#openOnce(key, request),
      () => this.#openOnce(key, request),
    );
    this.#opening.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.#opening.get(key) === mine) this.#opening.delete(key);
    }
  }

  /** Adds a finding to a case, together with whatever else waits for that case. */
  async attach(id: CaseId, finding: AttachedFinding): Promise<Attached> {
    return await new Promise<Attached>((resolve, reject) => {
      const waiting = this.#waiting.get(id);
      const one = { finding, resolve, reject };
      if (waiting !== undefined) waiting.push(one);
      else {
        this.#waiting.set(id, [one]);
        void this.#serve(id);
      }
    });
  }

  async #openOnce(key: string, request: OpenCase): Promise<{ id: CaseId; opened: boolean }> {
    const [open] = await this.#ports.log.list({ status: 'open', subjectKey: key, limit: 1 });
    if (open !== undefined) return { id: open.id, opened: false };
    return { id: await openCase(this.#ports, request), opened: true };
  }

  async #serve(id: CaseId): Promise<void> {
    for (let batch = this.#take(id); batch.length > 0; batch = this.#take(id)) {
      try {
        const findings = batch.map(({ finding }) => finding);
        const outcomes = await attachFindings(this.#ports, await this.#book(id), findings);
        batch.forEach((one, index) => {
          one.resolve(outcomes[index] ?? 'known');
        });
      } catch (error) {
        this.#books.delete(id);
        for (const one of batch) one.reject(error);
      }
    }
    this.#waiting.delete(id);
  }

  /** What waits for a case, at most a hundred; the list stays, so that later ones wait for this turn. */
  #take(id: CaseId): readonly Waiting[] {
    return this.#waiting.get(id)?.splice(0, 100) ?? [];
  }

  async #known(id: CaseId, status: 'open' | 'closed'): Promise<KnownCase> {
    const book = await this.#book(id);
    const state = await book.refresh();
    return { id, status, holds: (finding, isolate) => holds(state, finding, isolate) };
  }

  async #book(id: CaseId): Promise<CaseBook> {
    const known = this.#books.get(id);
    const book = known ?? CaseBook.open(this.#ports, id);
    // The newest is last; the one that was not asked for longest goes.
    this.#books.delete(id);
    this.#books.set(id, book);
    const [oldest] = this.#books.keys();
    if (this.#books.size > MAX_BOOKS && oldest !== undefined) this.#books.delete(oldest);
    try {
      return await book;
    } catch (error) {
      this.#books.delete(id);
      throw error;
    }
  }
}

/**
 * True when nothing of a finding is left to do in a case: it is attached under the same order, and its raw event is
 * kept where it is the one that was attached. A closed case has dealt with what it had, so that a late copy of an event
 * opens nothing anew; but a person who chooses a custom action again after that means it, and only that very event is
 * known then.
 */
function holds(state: CaseState, finding: Finding, isolate: boolean): boolean {
  const body = attachedBody(finding, { isolate, reason: 'asked' });
  const same = state.findings.filter((seen) => knows({ findings: [seen] }, body));
  const itself = same.some((seen) => seen.raw.sha256 === finding.raw.sha256);
  if (state.status === 'closed') return finding.action === undefined ? same.length > 0 : itself;
  return itself ? isKept(state, finding.raw.sha256) : same.length > 0;
}
