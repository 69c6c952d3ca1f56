/** One position of a bill: what, how much of it, at what price. USD. */
export interface CostLine {
  /** The key in the price table. */
  readonly price: string;
  /** In words: what is counted, and where it comes from. */
  readonly what: string;
  readonly quantity: number;
  readonly usd: number;
}

/** AWS's own figure for a month of hours. */
export const HOURS_A_MONTH = 730;

export const totalOf = (lines: readonly CostLine[]): number =>
  lines.reduce((sum, { usd }) => sum + usd, 0);
