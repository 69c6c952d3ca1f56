import { HOURS_A_MONTH, totalOf } from './cost-line.ts';
import type { CostLine } from './cost-line.ts';
import { priceOf } from './prices.ts';
import type { PriceTable } from './prices.ts';

/** What a case is about, as far as its cost depends on it. */
export interface CaseUse {
  /** GiB that are written on all volumes; what was never written is not read. */
  readonly diskGiB: number;
  readonly volumes: number;
  /** Share of its size that evidence keeps after compression. */
  readonly kept: number;
  /** Hours of a forensic host, all work on the case together. */
  readonly hostHours: number;
  readonly hostType: string;
  /** GiB of its working volume. */
  readonly scratchGiB: number;
  /** For how many months the evidence is kept. */
  readonly months: number;
  /** Months for which the snapshots on their way are kept. */
  readonly snapshotMonths: number;
}

/** A host with one volume of 100 GiB that is filled to a half, kept for a year. */
export const usualCase: CaseUse = {
  diskGiB: 50,
  volumes: 1,
  kept: 0.5,
  hostHours: 3,
  hostType: 'm7i.large',
  scratchGiB: 200,
  months: 12,
  snapshotMonths: 1,
};

const BLOCKS_A_GIB = 2048;
/** Parts of a segment in the vault are 64 MiB: 16 a GiB, and some objects beside them. */
const PUTS_A_GIB = 20;
/** Entries of a case's log and rows beside them, generously; each some 2 KiB and in a transaction with two others. */
const ENTRIES = 500;
const WRITES_AN_ENTRY = 12;
const TRANSITIONS = 400;
const FUNCTION_CALLS = 300;
const FUNCTION_GB_SECONDS = FUNCTION_CALLS * 5 * 0.5;

/** What a case costs with the deployment standing: list price, free tiers not taken off. USD. */
export function caseCost(
  use: CaseUse,
  prices: PriceTable,
): { readonly lines: readonly CostLine[]; readonly usd: number } {
  const lines = [...acquisition(use), ...work(use), ...keeping(use)].map(
    ([price, quantity, what]) => ({
      price,
      what,
      quantity,
      usd: quantity * priceOf(prices, price),
    }),
  );
  return { lines, usd: totalOf(lines) };
}

type Position = readonly [price: string, quantity: number, what: string];

const acquisition = (use: CaseUse): readonly Position[] => [
  ['ebs-direct-get/1000', (use.diskGiB * BLOCKS_A_GIB) / 1000, 'blocks read by EBS direct'],
  ['endpoint/GB', use.diskGiB, 'blocks through the endpoint of EBS'],
  // The set in the application account and its copy in the forensic account.
  ['snapshot/GB-month', 2 * use.diskGiB * use.snapshotMonths, 'snapshot set and its copy'],
  ['s3-put/1000', (use.diskGiB * PUTS_A_GIB) / 1000, 'parts and objects put into the vault'],
  ['trail-event/100000', (use.diskGiB * (BLOCKS_A_GIB + PUTS_A_GIB)) / 100_000, 'data events'],
];

const work = (use: CaseUse): readonly Position[] => [
  [`instance/${use.hostType}`, use.hostHours, 'forensic host, hours'],
  [
    'volume-gp3/GB-month',
    (use.scratchGiB * use.hostHours) / HOURS_A_MONTH,
    'its encrypted working volume',
  ],
  ['state-transition/1000', TRANSITIONS / 1000, 'states of the workflow'],
  ['function-call/million', FUNCTION_CALLS / 1e6, 'calls of functions'],
  ['function/GB-second', FUNCTION_GB_SECONDS, 'their time'],
  ['table-write/million', (ENTRIES * WRITES_AN_ENTRY) / 1e6, 'entries of the case log'],
  // Each reader of the case reads its log whole.
  ['table-read/million', (ENTRIES * FUNCTION_CALLS) / 1e6, 'reads of the case log'],
  ['logs/GB', 0.1, 'logs of programs'],
];

const keeping = (use: CaseUse): readonly Position[] => [
  ['s3/GB-month', use.diskGiB * use.kept * use.months, 'evidence, compressed, for its retention'],
];
