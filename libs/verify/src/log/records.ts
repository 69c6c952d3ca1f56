import type { Entry, EntryBody, Instant, ReportFile } from '@afo/domain';
import { isEntry } from '@afo/domain';

import type { Findings } from '../faults.ts';
import { entryPlace } from '../faults.ts';
import type { EvidenceLedger } from './evidence-ledger.ts';

/** A `checkpoint.signed` entry, to be held against the note of its size. */
export interface SignedRecord extends EntryBody<'checkpoint.signed'> {
  readonly seq: number;
  readonly at: Instant;
}

/** Files of the reports, by name; a later report's file of the same name takes the place of an earlier one. */
export interface IssuedFile {
  readonly seq: number;
  /** The report speaks of so many entries. */
  readonly entries: number;
  readonly file: ReportFile;
}

/** What the log says of checkpoints and reports (docs/spec/case-log.md lines 21 and 22). */
export class Records {
  readonly #findings: Findings;
  readonly #ledger: EvidenceLedger;
  readonly #signed: SignedRecord[] = [];
  readonly #files = new Map<string, IssuedFile>();
  #reports = 0;

  constructor(findings: Findings, ledger: EvidenceLedger) {
    this.#findings = findings;
    this.#ledger = ledger;
  }

  get signed(): readonly SignedRecord[] {
    return this.#signed;
  }

  get reportFiles(): ReadonlyMap<string, IssuedFile> {
    return this.#files;
  }

  get reports(): number {
    return this.#reports;
  }

  see(entry: Entry): void {
    if (isEntry(entry, 'checkpoint.signed')) this.#sign(entry);
    if (isEntry(entry, 'report.issued')) this.#issue(entry);
  }

  #sign({ seq, at, body }: Entry<'checkpoint.signed'>): void {
    if (body.size > seq) {
      const message = `a checkpoint of ${String(body.size)} entries cannot be signed before they are written`;
      this.#findings.fault('log.checkpoint', entryPlace(seq), message);
    }
    this.#signed.push({ ...body, seq, at });
  }

  #issue({ seq, body }: Entry<'report.issued'>): void {
    this.#reports += 1;
    this.#ledger.sealedDigest(seq, body.item);
    if (body.entries > seq) {
      const message = `the report speaks of ${String(body.entries)} entries, more than stand before it`;
      this.#findings.fault('log.report', entryPlace(seq), message);
    }
    for (const file of body.files) this.#files.set(file.name, { seq, entries: body.entries, file });
  }
}
