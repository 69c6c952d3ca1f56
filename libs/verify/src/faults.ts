import { printable } from './printable.ts';

/** Parts of a bundle in the order in which their faults are told (docs/spec/bundle.md line 16). */
const sections = ['log', 'checkpoint', 'key', 'timestamp', 'item', 'report', 'bag'] as const;
type Section = (typeof sections)[number];

/** Every fault that a verification can find, by the part that it is found in. */
export const faultCodes = {
  log: [
    'log.missing',
    'log.empty',
    'log.line-feed',
    'log.line',
    'log.not-canonical',
    'log.schema',
    'log.case',
    'log.sequence',
    'log.time',
    'log.opening',
    'log.authority',
    'log.step',
    'log.plan',
    'log.evidence',
    'log.report',
    'log.checkpoint',
    'log.altered',
    'log.truncated',
    'log.unsigned',
    'log.not-exported',
    'log.leaves',
  ],
  checkpoint: [
    'checkpoint.none',
    'checkpoint.malformed',
    'checkpoint.origin',
    'checkpoint.size',
    'checkpoint.signature',
    'checkpoint.unknown-key',
    'checkpoint.missing',
    'checkpoint.altered',
    'checkpoint.rolled-back',
    'checkpoint.inconsistent',
  ],
  key: ['key.malformed', 'key.none'],
  timestamp: [
    'timestamp.missing',
    'timestamp.malformed',
    'timestamp.refused',
    'timestamp.imprint',
    'timestamp.signature',
    'timestamp.certificate',
    'timestamp.chain',
    'timestamp.time',
  ],
  item: [
    'item.manifest-missing',
    'item.manifest-altered',
    'item.manifest-malformed',
    'item.manifest-mismatch',
    'item.completeness',
    'item.object-missing',
    'item.object-altered',
    'item.object-misnamed',
    'item.content-undecodable',
    'item.content-altered',
    'item.seek-table',
    'item.blocks-altered',
    'item.block-altered',
    'item.absent',
  ],
  report: ['report.missing', 'report.altered', 'report.position'],
  bag: [
    'bag.unreadable',
    'bag.declaration',
    'bag.manifest-missing',
    'bag.manifest-malformed',
    'bag.file-missing',
    'bag.file-altered',
    'bag.file-unlisted',
    'bag.file-unreadable',
    'bag.file-unbound',
    'bag.path',
    'bag.special-file',
    'bag.fetch',
    'bag.oxum',
  ],
} as const satisfies Record<Section, readonly `${Section}.${string}`[]>;
export type FaultCode = (typeof faultCodes)[Section][number];

/** Where something is. `order` sorts places of one kind: along the log, by size. */
export interface Place {
  readonly text: string;
  readonly order: number;
}

/** Something that is wrong, and where: `entry 7`, `entries 5-12`, `checkpoint 13`, `item E-0002`, `file data/case.log`. */
export interface Fault {
  readonly code: FaultCode;
  readonly place: string;
  readonly message: string;
}

/** A place with something to say of it that is no fault. */
export interface Remark {
  readonly place: string;
  readonly message: string;
}

/** Longest list of faults, missing things or notes that is kept; what is beyond is counted. */
const KEPT = 10_000;

/** Collects what a verification finds. Texts from the bundle go through `printable` before they come here. */
export class Findings {
  readonly #faults: { readonly fault: Fault; readonly order: number }[] = [];
  readonly #notes: Remark[] = [];
  readonly #missing: Remark[] = [];
  #count = 0;
  #omitted = 0;

  fault(code: FaultCode, { text, order }: Place, message: string): void {
    this.#count += 1;
    this.#keep(this.#faults, { fault: { code, place: text, message }, order });
  }

  note(place: Place, message: string): void {
    this.#keep(this.#notes, { place: place.text, message });
  }

  missing(place: Place, message: string): void {
    this.#keep(this.#missing, { place: place.text, message });
  }

  /** How many faults were found so far. */
  get count(): number {
    return this.#count;
  }

  /** First fault first. */
  get faults(): readonly Fault[] {
    return [...this.#faults]
      .sort((a, b) => rank(a) - rank(b) || a.order - b.order)
      .map(({ fault }) => fault);
  }

  get notes(): readonly Remark[] {
    return this.#notes;
  }

  get missingThings(): readonly Remark[] {
    return this.#missing;
  }

  /** How many faults, notes and missing things were found beyond those that are kept. */
  get omitted(): number {
    return this.#omitted;
  }

  #keep<T>(list: T[], one: T): void {
    if (list.length < KEPT) list.push(one);
    else this.#omitted += 1;
  }
}

const rank = ({ fault }: { readonly fault: Fault }): number =>
  sections.findIndex((section) => fault.code.startsWith(`${section}.`));

const placed = (text: string, order = 0): Place => ({ text, order });

export const entryPlace = (seq: number): Place => placed(`entry ${String(seq)}`, seq);
export const checkpointPlace = (size: number): Place => placed(`checkpoint ${String(size)}`, size);
export const itemPlace = (item: string): Place => placed(`item ${item}`);
export const filePlace = (path: string): Place => placed(`file ${printable(path)}`);
/** Not one place but a kind of thing: `timestamps`, `keys`. */
export const generalPlace = (what: string): Place => placed(what);

/** `entry 5`, or `entries 5-12`; `end` is not included. Told after what is found at a single entry of the range. */
export const entriesPlace = (start: number, end: number): Place =>
  end - start <= 1
    ? entryPlace(start)
    : placed(`entries ${String(start)}-${String(end - 1)}`, end - 1);
