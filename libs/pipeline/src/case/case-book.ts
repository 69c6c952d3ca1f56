import { CompactRange, encodeEntry, leafHash, sha256Hex, signCheckpoint } from '@afo/custody';
import type {
  AuthorisationId,
  CaseId,
  CaseState,
  Entry,
  EntryBody,
  EntryDraft,
  Instant,
  Sha256,
} from '@afo/domain';
import { epochOf, instantOf, reduce } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { LogLine, Ports } from '@afo/ports';
import { PipelineError } from '../errors.ts';

/** What a book needs of a stack. */
export type BookPorts = Pick<Ports, 'log' | 'signer' | 'timestamps' | 'clock' | 'actor'>;

const MAX_CONFLICTS = 200;

/**
 * One case, opened for reading and appending: its state, its Merkle tree, and the one way to write an entry.
 *
 * Many books of one case may be open in many processes at once; `append` is a compare-and-set on the log's size.
 */
export class CaseBook {
  readonly id: CaseId;
  readonly #ports: BookPorts;
  #state: CaseState | undefined;
  #range = new CompactRange();

  /** A book that has not been read yet; `open` and `create` are the ways to get one. */
  constructor(ports: BookPorts, id: CaseId) {
    this.#ports = ports;
    this.id = id;
  }

  /** Reads the whole case. @throws PipelineError `case.not-found` */
  static async open(ports: BookPorts, id: CaseId): Promise<CaseBook> {
    const book = new CaseBook(ports, id);
    await book.#catchUp();
    if (book.#state === undefined) throw new PipelineError('case.not-found', `no case ${id}`);
    return book;
  }

  /** Opens a new case with its first entries; the first draft is `case.opened`. @throws SubjectClaimedError */
  static async create(
    ports: BookPorts,
    id: CaseId,
    drafts: readonly EntryDraft[],
  ): Promise<CaseBook> {
    const book = new CaseBook(ports, id);
    await book.#write(drafts);
    return book;
  }

  /** The state as of the last read or append. */
  get state(): CaseState {
    if (this.#state === undefined) throw new PipelineError('case.not-found', `no case ${this.id}`);
    return this.#state;
  }

  /** Reads what others have appended since. */
  async refresh(): Promise<CaseState> {
    await this.#catchUp();
    return this.state;
  }

  /**
   * Appends what `build` makes of the newest state; when another writer was faster, `build` is asked again with the
   * newer state. An empty answer writes nothing: that is how a step finds that its work is done already.
   */
  async append(build: (state: CaseState) => readonly EntryDraft[]): Promise<readonly Entry[]> {
    for (let attempt = 0; attempt < MAX_CONFLICTS; attempt += 1) {
      const drafts = build(await this.refresh());
      if (drafts.length === 0) return [];
      try {
        return await this.#write(drafts);
      } catch (error) {
        if (!(error instanceof PortError && error.code === 'case-log.conflict')) throw error;
      }
    }
    throw new PipelineError(
      'case.busy',
      `case ${this.id} changed ${String(MAX_CONFLICTS)} times while one entry was written`,
      { retryable: true },
    );
  }

  /**
   * Signs what is in the log now, keeps the note, and enters that. The signed entry itself stands behind the
   * checkpoint; whatever leaves the house ends at a checkpoint (docs/spec/bundle.md).
   */
  async checkpoint(): Promise<EntryBody<'checkpoint.signed'>> {
    await this.refresh();
    return this.checkpointHere();
  }

  /** As `checkpoint`, but over exactly the entries that this book has read or written: an export ends at its own. */
  async checkpointHere(): Promise<EntryBody<'checkpoint.signed'>> {
    const { size } = this.#range;
    const root = this.#range.rootHex();
    const note = await signCheckpoint({ caseId: this.id, size, root }, this.#ports.signer);
    const digest = sha256Hex(note);
    const { timestamp, missing } = await this.#stamp(digest);
    await this.#ports.log.keepCheckpoint(this.id, {
      size,
      note,
      ...(timestamp === undefined ? {} : { timestamp }),
    });
    const body = {
      size,
      root,
      key: this.#ports.signer.keyName,
      note: digest,
      timestamp: timestamp !== undefined,
    };
    await this.append(() => [
      ...(missing === undefined ? [] : [unstamped(size, missing)]),
      { type: 'checkpoint.signed', body },
    ]);
    return body;
  }

  /** An authority that does not answer never holds up a case: the checkpoint goes without its token, and a note says so. */
  async #stamp(digest: Sha256): Promise<Stamped> {
    if (this.#ports.timestamps === undefined) return {};
    try {
      return { timestamp: await this.#ports.timestamps.stamp(digest) };
    } catch (error) {
      if (!(error instanceof PortError && error.code.startsWith('timestamp.'))) throw error;
      return { missing: `${error.message} (${error.code})` };
    }
  }

  async #write(drafts: readonly EntryDraft[]): Promise<readonly Entry[]> {
    const size = this.#state?.size ?? 0;
    const lines = this.#complete(drafts);
    await this.#ports.log.append(this.id, size, lines);
    for (const { entry, line } of lines) this.#take(entry, line);
    return lines.map(({ entry }) => entry);
  }

  #complete(drafts: readonly EntryDraft[]): readonly LogLine[] {
    let state = this.#state;
    return drafts.map((draft) => {
      const entry = this.#entry(draft, state);
      const line = encodeEntry(entry);
      state = reduce(state, entry);
      return { entry, line };
    });
  }

  #entry(draft: EntryDraft, state: CaseState | undefined): Entry {
    const at = notBefore(this.#ports.clock.now(), state?.lastAt);
    const why = draft.why ?? (state === undefined ? undefined : authorityAt(state, at));
    const { type, body, actor = this.#ports.actor, where, tool } = draft;
    // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- type and body come from one draft; encodeEntry judges the whole
    return {
      v: 1,
      case: this.id,
      seq: state?.size ?? 0,
      at,
      actor,
      type,
      body,
      ...(why === undefined ? {} : { why }),
      ...(where === undefined ? {} : { where }),
      ...(tool === undefined ? {} : { tool }),
    } as Entry;
  }

  async #catchUp(): Promise<void> {
    for await (const { entry, line } of this.#ports.log.read(this.id, this.#state?.size ?? 0))
      this.#take(entry, line);
  }

  #take(entry: Entry, line: string): void {
    // Two reads of one book may overlap; an entry is taken once.
    if (entry.seq < (this.#state?.size ?? 0)) return;
    this.#state = reduce(this.#state, entry);
    this.#range.append(leafHash(line));
  }
}

interface Stamped {
  readonly timestamp?: Uint8Array;
  readonly missing?: string;
}

const unstamped = (size: number, why: string): EntryDraft => ({
  type: 'note.added',
  body: {
    text: `The checkpoint over ${String(size)} entries has no time stamp: ${why}`.slice(0, 4000),
  },
});

/** A clock that was set back never makes the log go backwards. */
const notBefore = (now: Instant, last: Instant | undefined): Instant =>
  last === undefined ? now : instantOf(Math.max(epochOf(now), epochOf(last)));

/**
 * The newest authorisation in force for the whole case, since whoever acts under one for a part says so; the newest of
 * all where none is, so that the gap is visible and not silent.
 */
function authorityAt(state: CaseState, at: Instant): AuthorisationId | undefined {
  const inForce = state.authorisations.filter(
    ({ scope, until }) => scope === 'case' && (until === undefined || epochOf(until) > epochOf(at)),
  );
  return (inForce.at(-1) ?? state.authorisations.at(-1))?.authorisation;
}
