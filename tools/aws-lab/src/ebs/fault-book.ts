import type { EbsFaultKind, EbsFaultRule, EbsOperation } from './types.ts';

/** Decides which call fails, and how. */
export class FaultBook {
  #rules: { readonly rule: EbsFaultRule; left: number }[] = [];
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  set(rules: readonly EbsFaultRule[]): void {
    this.#rules = rules.map((rule) => ({ rule, left: rule.times ?? Infinity }));
  }

  /** The first rule that fits and strikes. */
  strike(operation: EbsOperation, block?: number): EbsFaultKind | undefined {
    for (const entry of this.#rules) {
      const { on, blocks, probability = 1, kind } = entry.rule;
      if (on !== operation || entry.left <= 0) continue;
      if (blocks !== undefined && !(block !== undefined && blocks.includes(block))) continue;
      if (this.#random() >= probability) continue;
      entry.left -= 1;
      return kind;
    }
    return undefined;
  }
}
