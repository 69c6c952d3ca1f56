import type { Entry } from '@afo/domain';
import { isEntry } from '@afo/domain';

import type { Findings } from '../faults.ts';
import { entryPlace } from '../faults.ts';

type Started = Entry<'step.started'>;
type Ended = Entry<'step.succeeded' | 'step.failed'>;

/** Steps end only when they began (docs/spec/case-log.md line 20). */
export class Steps {
  readonly #findings: Findings;
  /** By key: the attempt that is under way, or undefined between attempts. */
  readonly #underWay = new Map<string, number | undefined>();

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  see(entry: Entry): void {
    if (isEntry(entry, 'step.started')) this.#start(entry);
    if (isEntry(entry, 'step.succeeded') || isEntry(entry, 'step.failed')) this.#end(entry);
  }

  #start({ body }: Started): void {
    this.#underWay.set(body.key, body.attempt);
  }

  #end({ seq, body }: Ended): void {
    if (!this.#underWay.has(body.key)) {
      this.#findings.fault('log.step', entryPlace(seq), 'a step ends that never began');
      return;
    }
    if (this.#underWay.get(body.key) !== body.attempt) {
      const attempt = String(body.attempt);
      this.#findings.note(entryPlace(seq), `attempt ${attempt} ends, which was not under way`);
    }
    this.#underWay.set(body.key, undefined);
  }
}
