import type { EbsOperation } from './types.ts';

/**
 * Requests a second, as AWS documents them for the EBS direct API (General Reference, "Amazon EBS endpoints and
 * quotas"): GetSnapshotBlock per snapshot and per account and region, the listings per account and region.
 */
export interface EbsQuotas {
  readonly blocksPerSnapshot: number;
  readonly blocksPerAccount: number;
  readonly listings: number;
}

export const DOCUMENTED_QUOTAS: EbsQuotas = {
  blocksPerSnapshot: 1000,
  blocksPerAccount: 1000,
  listings: 50,
};

export interface QuotaCall {
  readonly operation: EbsOperation;
  readonly account: string;
  readonly region: string;
  readonly snapshot: string;
}

export type Throttled = 'ACCOUNT_THROTTLED' | 'RESOURCE_LEVEL_THROTTLE';

/** Token buckets of one second's requests each. */
export class QuotaBook {
  readonly #quotas: EbsQuotas;
  readonly #now: () => number;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(quotas: EbsQuotas, now: () => number) {
    this.#quotas = quotas;
    this.#now = now;
  }

  /** Undefined when the call is within the quotas; otherwise why it is not. */
  refuses({ operation, account, region, snapshot }: QuotaCall): Throttled | undefined {
    const place = `${operation}/${account}/${region}`;
    if (operation !== 'GetSnapshotBlock')
      return this.#take(place, this.#quotas.listings) ? undefined : 'ACCOUNT_THROTTLED';
    if (!this.#take(place, this.#quotas.blocksPerAccount)) return 'ACCOUNT_THROTTLED';
    return this.#take(`${place}/${snapshot}`, this.#quotas.blocksPerSnapshot)
      ? undefined
      : 'RESOURCE_LEVEL_THROTTLE';
  }

  #take(key: string, perSecond: number): boolean {
    const now = this.#now();
    const bucket = this.#buckets.get(key) ?? { tokens: perSecond, at: now };
    const filled = bucket.tokens + ((now - bucket.at) / 1000) * perSecond;
    const tokens = Math.min(perSecond, filled);
    this.#buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
    return tokens >= 1;
  }
}
