import { MAX_ENTRY_BYTES } from '@afo/domain';
import type { Entry, Instant } from '@afo/domain';

import type { Findings } from '../faults.ts';
import { entryPlace } from '../faults.ts';
import { StreamingSha256 } from '../sha256.ts';
import { LeafHasher } from '../tree/leaf.ts';
import { MerkleTree } from '../tree/merkle-tree.ts';
import { Analyses } from './analyses.ts';
import { Authority } from './authority.ts';
import { Continuity } from './continuity.ts';
import { EvidenceLedger } from './evidence-ledger.ts';
import type { Line } from './lines.ts';
import { Plans } from './plans.ts';
import { readLine } from './read-line.ts';
import { Records } from './records.ts';
import { Steps } from './steps.ts';
import { Tallies } from './tallies.ts';

/** The log at the size of a checkpoint. */
export interface Milestone {
  readonly root: string;
  /** `at` of the last entry that it covers. */
  readonly at: Instant | undefined;
}

/**
 * Reads a log line by line: each line by itself, its place in the sequence, what it says of authority, evidence, steps
 * and reports, and its leaf in the tree. Memory grows with items and steps, not with entries.
 */
export class LogAudit {
  readonly continuity: Continuity;
  readonly authority: Authority;
  readonly ledger: EvidenceLedger;
  readonly analyses: Analyses;
  readonly steps: Steps;
  readonly plans: Plans;
  readonly records: Records;
  readonly tallies = new Tallies();
  readonly #findings: Findings;
  readonly #milestoneSizes: ReadonlySet<number>;
  readonly #milestones = new Map<number, Milestone>();
  readonly #tree = new MerkleTree();
  readonly #hasher = new LeafHasher(MAX_ENTRY_BYTES);
  readonly #leaves = new StreamingSha256();
  #leavesDigest = '';
  #lastAt: Instant | undefined;

  /** @param milestones the sizes at which root and time are kept. */
  constructor(findings: Findings, milestones: Iterable<number>) {
    this.#findings = findings;
    this.#milestoneSizes = new Set(milestones);
    this.continuity = new Continuity(findings);
    this.authority = new Authority(findings);
    this.ledger = new EvidenceLedger(findings);
    this.analyses = new Analyses(findings, this.ledger);
    this.steps = new Steps(findings);
    this.plans = new Plans(findings);
    this.records = new Records(findings, this.ledger);
  }

  get size(): number {
    return this.#tree.size;
  }

  milestone(size: number): Milestone | undefined {
    return this.#milestones.get(size);
  }

  /** Takes the next line and returns its leaf hash, with the number of the entry that it holds or should hold. */
  take(line: Line): { readonly seq: number; readonly leaf: Uint8Array } {
    const leaf = this.#hasher.hash(line.bytes);
    this.#tree.append(leaf);
    this.#leaves.update(leaf);
    const seq = this.#read(line);
    if (this.#milestoneSizes.has(this.size)) {
      this.#milestones.set(this.size, { root: this.#tree.rootHex(), at: this.#lastAt });
    }
    return { seq, leaf };
  }

  /** SHA-256 over all leaf hashes, once the log is at its end. */
  get leavesDigest(): string {
    return this.#leavesDigest;
  }

  /** To be called after the last line. */
  end(): void {
    this.#leavesDigest = this.#leaves.hex();
    this.authority.end();
    this.analyses.end();
    this.plans.end();
  }

  #read(line: Line): number {
    const read = readLine(line);
    const seq = read.entry?.seq ?? this.continuity.expected;
    for (const { code, message } of read.faults)
      this.#findings.fault(code, entryPlace(seq), message);
    if (read.unknown.length > 0) {
      this.#findings.note(
        entryPlace(seq),
        `holds members that this verifier does not know: ${read.unknown.join(', ')}`,
      );
    }
    if (read.entry === undefined) this.continuity.skip();
    else this.#judge(read.entry, read.json);
    return seq;
  }

  #judge(entry: Entry, json: unknown): void {
    this.continuity.see(entry);
    this.authority.see(entry);
    this.ledger.see(entry);
    this.analyses.see(entry);
    this.steps.see(entry);
    this.plans.see(entry, json);
    this.records.see(entry);
    this.tallies.see(entry);
    this.#lastAt = entry.at;
  }
}
