import { z } from 'zod';
import type { BlockRange, Source } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { DiskSource, DiskSources, RateLimit } from '@afo/ports';
import { changedRuns } from './changed-blocks.ts';
import { EbsApi } from './ebs-api.ts';
import type { EbsClients } from './ebs-api.ts';
import { EbsSnapshotSource } from './ebs-snapshot-source.ts';
import { snapshotAddress } from './ebs-uri.ts';
import { inProcessRateLimit } from './in-process-rate-limit.ts';
import { PATIENCE } from './patience.ts';
import type { Patience } from './patience.ts';

export interface EbsSourcesOptions {
  readonly clients: EbsClients;
  /** Account and region of uris that do not say them. */
  readonly home: { readonly account: string; readonly region: string };
  /** Shared limits; without them each of these sources limits itself to the documented quotas. */
  readonly rates?: { readonly blocks: RateLimit; readonly listings: RateLimit };
  readonly patience?: Partial<Patience>;
}

/** What the facts of a snapshot as a source say of it. */
const addressSchema = z.object({
  format: z.literal('ebs-snapshot'),
  account: z.string(),
  region: z.string(),
  snapshot: z.string(),
});

/** Quotas of an account in a region, by the General Reference ("Amazon EBS endpoints and quotas"). */
const BLOCKS_PER_SECOND = 1000;
const LISTINGS_PER_SECOND = 50;

/** Snapshots as disks: `ebs:snap-…`, `ebs:<region>:snap-…`, `ebs:<account>:<region>:snap-…`. */
export class EbsSnapshotSources implements DiskSources {
  readonly #options: EbsSourcesOptions;
  readonly #rates: { readonly blocks: RateLimit; readonly listings: RateLimit };

  constructor(options: EbsSourcesOptions) {
    this.#options = options;
    this.#rates = options.rates ?? {
      blocks: inProcessRateLimit({ perSecond: BLOCKS_PER_SECOND }),
      listings: inProcessRateLimit({ perSecond: LISTINGS_PER_SECOND }),
    };
  }

  async open(source: Source): Promise<DiskSource> {
    return await EbsSnapshotSource.open(this.#api(source.uris));
  }

  /** Runs of blocks in which a snapshot differs from an earlier one of the same volume, see changed-blocks.ts. */
  changes(source: Source, since: Readonly<Record<string, unknown>>): AsyncIterable<BlockRange> {
    const earlier = addressSchema.safeParse(since);
    if (!earlier.success)
      throw new PortError('source.unsupported', 'the earlier item was not read from a snapshot');
    const { account, region, snapshot } = earlier.data;
    const api = this.#api(source.uris);
    if (api.address.account !== account || api.address.region !== region)
      throw new PortError('source.unsupported', 'the two snapshots are of different places');
    return changedRuns(api, snapshot);
  }

  #api(uris: readonly string[]): EbsApi {
    const { clients, home, patience } = this.#options;
    return new EbsApi(snapshotAddress(uris, home), {
      clients,
      rates: this.#rates,
      patience: { ...PATIENCE, ...patience },
    });
  }
}
