import type { Entry, EntryBody, EvidenceId, Sha256 } from '@afo/domain';
import { isEntry } from '@afo/domain';

import type { Findings } from '../faults.ts';
import { entryPlace } from '../faults.ts';

/** What the log says of one item. */
export interface LedgerItem {
  readonly acquired: EntryBody<'evidence.acquired'>;
  readonly sealed?: EntryBody<'evidence.sealed'>;
  readonly disposed: boolean;
  /** Digests matched after sealing, by occasion. */
  readonly verified: ReadonlySet<EntryBody<'evidence.verified'>['occasion']>;
  readonly mismatched: boolean;
}

/** The life of every item: acquired, sealed, checked, used, disposed of (docs/spec/case-log.md lines 16 to 19; C1, C34). */
export class EvidenceLedger {
  readonly #findings: Findings;
  readonly #items = new Map<EvidenceId, LedgerItem>();

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  get items(): ReadonlyMap<EvidenceId, LedgerItem> {
    return this.#items;
  }

  see(entry: Entry): void {
    if (isEntry(entry, 'evidence.acquired')) this.#acquire(entry);
    if (isEntry(entry, 'evidence.sealed')) this.#seal(entry);
    if (isEntry(entry, 'evidence.verified')) this.#verify(entry);
    if (isEntry(entry, 'evidence.disposed')) this.#dispose(entry);
    if (isEntry(entry, 'evidence.read')) this.#use(entry, [entry.body.item]);
    if (isEntry(entry, 'containment.proven')) this.#use(entry, [entry.body.evidence]);
    if (isEntry(entry, 'inventory.recorded')) this.#compareInventory(entry);
    if (isEntry(entry, 'evidence.exported') || isEntry(entry, 'evidence.transferred'))
      this.#use(entry, entry.body.items);
  }

  /** The sealed digest of an item, or undefined; then the fault is told: items are used only once they are sealed. */
  sealedDigest(seq: number, item: EvidenceId): Sha256 | undefined {
    const sealed = this.#items.get(item)?.sealed;
    if (sealed === undefined) this.#fault(seq, `${item} is used before it was sealed`);
    return sealed?.sha256;
  }

  #acquire({ seq, body }: Entry<'evidence.acquired'>): void {
    const before = this.#items.get(body.item);
    if (before?.sealed !== undefined) {
      this.#fault(
        seq,
        `${body.item} is acquired again after it was sealed: an evidence id is never reused`,
      );
      return;
    }
    if (before !== undefined && before.acquired.sha256 !== body.sha256) {
      this.#findings.note(
        entryPlace(seq),
        `${body.item} was acquired anew before it was sealed, with other bytes`,
      );
    }
    this.#checkOrigin(seq, body);
    this.#items.set(body.item, {
      acquired: body,
      disposed: false,
      verified: new Set(),
      mismatched: false,
    });
  }

  #checkOrigin(seq: number, { item, root, parents = [] }: EntryBody<'evidence.acquired'>): void {
    for (const ancestor of new Set([...(root === undefined ? [] : [root]), ...parents])) {
      if (ancestor !== item && this.#items.has(ancestor)) continue;
      this.#fault(seq, `${item} derives from ${ancestor}, which was not acquired before`);
    }
  }

  #seal({ seq, body }: Entry<'evidence.sealed'>): void {
    const item = this.#items.get(body.item);
    if (item === undefined) {
      this.#fault(seq, `${body.item} is sealed and was never acquired`);
      return;
    }
    if (item.sealed !== undefined) {
      this.#fault(seq, `${body.item} is sealed a second time`);
      return;
    }
    if (item.acquired.sha256 !== body.sha256 || item.acquired.bytes !== body.bytes) {
      this.#fault(
        seq,
        `${body.item} is sealed with another digest or length than it was acquired with`,
      );
    }
    this.#items.set(body.item, { ...item, sealed: body });
  }

  #verify({ seq, body }: Entry<'evidence.verified'>): void {
    const item = this.#items.get(body.item);
    if (this.sealedDigest(seq, body.item) === undefined || item === undefined) return;
    if (body.result === 'mismatch') {
      this.#findings.note(
        entryPlace(seq),
        `the log says that ${body.item} failed a verification (${body.occasion})`,
      );
      this.#items.set(body.item, { ...item, mismatched: true });
      return;
    }
    if (body.sha256 !== item.acquired.sha256 || body.bytes !== item.acquired.bytes) {
      this.#fault(
        seq,
        `${body.item} is said to match, with another digest or length than it was sealed with`,
      );
    }
    this.#items.set(body.item, { ...item, verified: new Set([...item.verified, body.occasion]) });
  }

  #dispose({ seq, body }: Entry<'evidence.disposed'>): void {
    const item = this.#items.get(body.item);
    if (this.sealedDigest(seq, body.item) === undefined || item === undefined) return;
    this.#items.set(body.item, { ...item, disposed: true });
  }

  #compareInventory({ seq, body }: Entry<'inventory.recorded'>): void {
    const sealed = this.sealedDigest(seq, body.item);
    if (sealed === undefined || sealed === body.sha256) return;
    this.#fault(seq, `the inventory has another digest than ${body.item} was sealed with`);
  }

  #use({ seq }: Entry, items: readonly EvidenceId[]): void {
    for (const item of items) this.sealedDigest(seq, item);
  }

  #fault(seq: number, message: string): void {
    this.#findings.fault('log.evidence', entryPlace(seq), message);
  }
}
