import type { CaseId, Entry } from '@afo/domain';
import { epochOf } from '@afo/domain';

import type { Findings } from '../faults.ts';
import { entriesPlace, entryPlace } from '../faults.ts';

/** How far a later entry's clock may be behind, in milliseconds (docs/spec/case-log.md line 8). */
const CLOCK_TOLERANCE_MS = 300_000;

/** One case, one opening, numbers without a gap, time that does not run back. */
export class Continuity {
  readonly #findings: Findings;
  #expected = 0;
  #caseId: CaseId | undefined;
  #latest: Entry | undefined;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  get caseId(): CaseId | undefined {
    return this.#caseId;
  }

  /** The number that the next entry should have: where a line that cannot be read is said to stand. */
  get expected(): number {
    return this.#expected;
  }

  see(entry: Entry): void {
    this.#checkSequence(entry.seq);
    this.#checkCase(entry);
    this.#checkTime(entry);
    this.#latest = entry;
  }

  /** A line that held no entry took a number too. */
  skip(): void {
    this.#expected += 1;
  }

  #checkSequence(seq: number): void {
    const expected = this.#expected;
    if (seq > expected) {
      const gap = entriesPlace(expected, seq);
      this.#findings.fault(
        'log.sequence',
        gap,
        `missing: entry ${String(seq)} follows in this place`,
      );
    }
    if (seq < expected) {
      this.#findings.fault(
        'log.sequence',
        entryPlace(seq),
        `entry ${String(seq)} stands where entry ${String(expected)} should be`,
      );
    }
    // Counting goes on from what is there, so that one dropped line is one fault.
    this.#expected = Math.max(expected, seq + 1);
  }

  #checkCase(entry: Entry): void {
    if (this.#latest === undefined && entry.type !== 'case.opened') {
      this.#findings.fault(
        'log.opening',
        entryPlace(entry.seq),
        'the log does not begin with case.opened',
      );
    }
    if (this.#latest !== undefined && entry.type === 'case.opened') {
      this.#findings.fault(
        'log.opening',
        entryPlace(entry.seq),
        'the case is opened a second time',
      );
    }
    this.#caseId ??= entry.case;
    if (entry.case !== this.#caseId) {
      this.#findings.fault(
        'log.case',
        entryPlace(entry.seq),
        `the entry belongs to case ${entry.case}`,
      );
    }
  }

  #checkTime(entry: Entry): void {
    // Instants are of one length and in UTC, so they sort as text.
    if (this.#latest === undefined || entry.at >= this.#latest.at) return;
    const back = epochOf(this.#latest.at) - epochOf(entry.at);
    const message = `the entry is ${String(back / 1000)} s earlier than the entry before`;
    if (back > CLOCK_TOLERANCE_MS) this.#findings.fault('log.time', entryPlace(entry.seq), message);
    else this.#findings.note(entryPlace(entry.seq), message);
  }
}
