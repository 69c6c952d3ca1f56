import type { Entry, EvidenceId, Sha256, ToolRunId } from '@afo/domain';
import { isEntry } from '@afo/domain';

import type { Findings } from '../faults.ts';
import { entryPlace } from '../faults.ts';
import type { EvidenceLedger } from './evidence-ledger.ts';

interface Output {
  readonly seq: number;
  readonly item: EvidenceId;
  readonly sha256: Sha256;
}

/** Tool runs read what was sealed, and what they made is what was sealed as theirs (C34, C37, C38). */
export class Analyses {
  readonly #findings: Findings;
  readonly #ledger: EvidenceLedger;
  readonly #runs = new Set<ToolRunId>();
  readonly #outputs: Output[] = [];
  #changedInputs = 0;

  constructor(findings: Findings, ledger: EvidenceLedger) {
    this.#findings = findings;
    this.#ledger = ledger;
  }

  get runs(): number {
    return this.#runs.size;
  }

  /** Number of inputs whose digest after a run was not the one before. */
  get changedInputs(): number {
    return this.#changedInputs;
  }

  see(entry: Entry): void {
    if (!isEntry(entry, 'analysis.completed')) return;
    const { seq, body } = entry;
    if (this.#runs.has(body.run))
      this.#fault(seq, `tool run ${body.run} stands in the log a second time`);
    this.#runs.add(body.run);
    for (const input of body.inputs) this.#checkInput(seq, input);
    for (const output of body.outputs) this.#outputs.push({ seq, ...output });
  }

  /** Outputs are sealed after the run that made them, so they are compared when the log is at its end. */
  end(): void {
    for (const { seq, item, sha256 } of this.#outputs) {
      const sealed = this.#ledger.items.get(item)?.sealed;
      if (sealed === undefined)
        this.#findings.note(entryPlace(seq), `output ${item} of the run was not sealed`);
      else if (sealed.sha256 !== sha256)
        this.#fault(seq, `output ${item} of the run is not what was sealed`);
    }
  }

  #checkInput(seq: number, input: Entry<'analysis.completed'>['body']['inputs'][number]): void {
    const sealed = this.#ledger.sealedDigest(seq, input.item);
    if (sealed === undefined) return;
    if (input.sha256Before !== sealed)
      this.#fault(seq, `the run read other bytes than those sealed as ${input.item}`);
    if (input.sha256After === input.sha256Before) return;
    this.#changedInputs += 1;
    this.#findings.note(
      entryPlace(seq),
      `the working copy of ${input.item} changed during the run`,
    );
  }

  #fault(seq: number, message: string): void {
    this.#findings.fault('log.evidence', entryPlace(seq), message);
  }
}
