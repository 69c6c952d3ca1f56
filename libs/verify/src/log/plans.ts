import type { Entry, EntryBody } from '@afo/domain';
import { isEntry } from '@afo/domain';
import { z } from 'zod';

import type { Findings } from '../faults.ts';
import { entryPlace } from '../faults.ts';
import { StreamingSha256 } from '../sha256.ts';
import { canonicalText } from './canonical.ts';

const withBody = z.object({ body: z.unknown() });

type Part = Pick<EntryBody<'plan.detailed'>, 'part' | 'of'>;

/** Parts of a plan that `plan.made` has not taken up yet. */
interface Begun {
  readonly seq: number;
  readonly last: Part;
  readonly bodies: StreamingSha256;
}

/** A plan in parts is whole, in order, and as it was made (docs/spec/case-log.md line 23). */
export class Plans {
  readonly #findings: Findings;
  #begun: Begun | undefined;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** @param json the entry as it stands in the line: the digest covers members that this verifier does not know. */
  see(entry: Entry, json: unknown): void {
    if (isEntry(entry, 'plan.detailed')) this.#take(entry, withBody.parse(json).body);
    if (isEntry(entry, 'plan.made')) this.#make(entry);
  }

  /** To be called after the last entry. */
  end(): void {
    this.#void();
  }

  #take({ seq, body: { part, of } }: Entry<'plan.detailed'>, body: unknown): void {
    if (part === 1) this.#void();
    else if (!follows(this.#begun?.last, { part, of }))
      this.#fault(seq, `part ${inWords({ part, of })} of a plan does not follow the part before`);
    const begun = part === 1 ? undefined : this.#begun;
    const { bodies } = begun ?? { bodies: new StreamingSha256() };
    bodies.update(Buffer.from(`${String(canonicalText(body))}\n`));
    this.#begun = { seq: begun?.seq ?? seq, last: { part, of }, bodies };
  }

  #make({ seq, body: { inParts } }: Entry<'plan.made'>): void {
    if (inParts === undefined) {
      this.#void();
      return;
    }
    const { last, bodies } = this.#begun ?? { last: undefined, bodies: new StreamingSha256() };
    this.#begun = undefined;
    const { parts, sha256 } = inParts;
    if (last?.part !== parts || last.of !== parts)
      this.#fault(
        seq,
        `the plan has ${String(parts)} parts, and not the last of them stands before it`,
      );
    else if (bodies.hex() !== sha256)
      this.#fault(seq, 'the parts of the plan do not have the digest that they were made with');
  }

  /** Whoever wrote them did not come to their end; nobody acted on them. */
  #void(): void {
    if (this.#begun === undefined) return;
    const { seq, last } = this.#begun;
    this.#begun = undefined;
    this.#findings.note(
      entryPlace(seq),
      `a plan was begun here and not made: its parts end with ${inWords(last)}`,
    );
  }

  #fault(seq: number, message: string): void {
    this.#findings.fault('log.plan', entryPlace(seq), message);
  }
}

const follows = (last: Part | undefined, { part, of }: Part): boolean =>
  last?.part === part - 1 && last.of === of;

const inWords = ({ part, of }: Part): string => `${String(part)} of ${String(of)}`;
