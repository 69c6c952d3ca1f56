import { isChanging } from './changing.ts';
import type { LabFaultKind, LabFaultRule } from './fault-schema.ts';

interface Strikable {
  readonly service: string;
  readonly operation: string;
  readonly account: string;
}

interface Counted {
  readonly rule: LabFaultRule;
  seen: number;
  struck: number;
}

/** Decides which call fails, and how. The same seed and the same calls give the same faults. */
export class FaultDesk {
  #rules: Counted[] = [];
  #state = 1;

  set(rules: readonly LabFaultRule[], seed = 1): void {
    this.#rules = rules.map((rule) => ({ rule, seen: 0, struck: 0 }));
    this.#state = seed;
  }

  /** The first rule that fits and strikes; every rule that fits counts the call. */
  strike(call: Strikable): LabFaultKind | undefined {
    let kind: LabFaultKind | undefined;
    for (const counted of this.#rules) {
      if (!fits(counted.rule, call)) continue;
      counted.seen += 1;
      if (kind !== undefined || !this.#falls(counted)) continue;
      counted.struck += 1;
      kind = counted.rule.kind;
    }
    return kind;
  }

  #falls({ rule, seen, struck }: Counted): boolean {
    if (rule.times !== undefined && struck >= rule.times) return false;
    if (rule.nth?.includes(seen) === false) return false;
    return rule.probability === undefined || this.#random() < rule.probability;
  }

  /** mulberry32 (public domain, Tommy Ettinger): small, seeded, and good enough to choose calls. */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

const fits = (rule: LabFaultRule, call: Strikable): boolean =>
  (rule.service ?? call.service) === call.service &&
  (rule.operation ?? call.operation) === call.operation &&
  (rule.account ?? call.account) === call.account &&
  (rule.changing === undefined || rule.changing === isChanging(call.operation));
