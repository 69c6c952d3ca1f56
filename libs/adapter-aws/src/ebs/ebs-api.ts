import {
  GetSnapshotBlockCommand,
  ListChangedBlocksCommand,
  ListSnapshotBlocksCommand,
} from '@aws-sdk/client-ebs';
import type { EBSClient, GetSnapshotBlockCommandOutput } from '@aws-sdk/client-ebs';
import type { RateLimit } from '@afo/ports';
import { failingOf, portErrorOf } from './ebs-answer.ts';
import type { SnapshotAddress } from './ebs-uri.ts';
import { listPage } from './list-page.ts';
import type { ListPage } from './list-page.ts';
import { pause } from './patience.ts';
import type { Patience } from './patience.ts';

/**
 * Gives the client of an account in a region; asked before every request, so that it may hand out another one when
 * credentials are renewed (F-53). Whoever makes clients keeps them.
 */
export type EbsClients = (account: string, region: string) => EBSClient | Promise<EBSClient>;

export interface EbsApiOptions {
  readonly clients: EbsClients;
  /** Shared by all readers: keys `ebs-block/<account>/<region>` and `ebs-list/<account>/<region>`. */
  readonly rates: { readonly blocks: RateLimit; readonly listings: RateLimit };
  readonly patience: Patience;
}

const PAGE = 10_000;

/** The requests that a snapshot is read by, each under the shared rate and with a time-out. */
export class EbsApi {
  readonly address: SnapshotAddress;
  readonly patience: Patience;
  readonly #options: EbsApiOptions;
  readonly #closing = new AbortController();

  constructor(address: SnapshotAddress, options: EbsApiOptions) {
    this.address = address;
    this.patience = options.patience;
    this.#options = options;
  }

  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /** A page of the blocks that hold data, from a block or where the page before ended. */
  listBlocks(from: number, token?: string): Promise<ListPage> {
    const { snapshot } = this.address;
    const command = new ListSnapshotBlocksCommand({
      SnapshotId: snapshot,
      MaxResults: PAGE,
      ...(token === undefined ? { StartingBlockIndex: from } : { NextToken: token }),
    });
    return this.#listed(async (client, abortSignal) => {
      const answer = await client.send(command, { abortSignal });
      return listPage(
        snapshot,
        answer,
        answer.Blocks?.map(({ BlockIndex, BlockToken }) => ({
          index: BlockIndex,
          token: BlockToken,
        })),
      );
    });
  }

  /** A page of the blocks that differ from an earlier snapshot; without a token where this one has zeros. */
  listChanges(since: string, from: number, token?: string): Promise<ListPage> {
    const { snapshot } = this.address;
    const command = new ListChangedBlocksCommand({
      FirstSnapshotId: since,
      SecondSnapshotId: snapshot,
      MaxResults: PAGE,
      ...(token === undefined ? { StartingBlockIndex: from } : { NextToken: token }),
    });
    return this.#listed(async (client, abortSignal) => {
      const answer = await client.send(command, { abortSignal });
      return listPage(
        snapshot,
        answer,
        answer.ChangedBlocks?.map(({ BlockIndex, SecondBlockToken }) => ({
          index: BlockIndex,
          token: SecondBlockToken ?? '',
        })),
      );
    });
  }

  /** One attempt at a block; `use` takes the body within the time of the answer. */
  async getBlock<T>(
    block: { readonly index: number; readonly token: string },
    use: (answer: GetSnapshotBlockCommandOutput) => Promise<T>,
  ): Promise<T> {
    const { account, region, snapshot } = this.address;
    await this.#options.rates.blocks.take(`ebs-block/${account}/${region}`, 1, this.closed);
    const command = new GetSnapshotBlockCommand({
      SnapshotId: snapshot,
      BlockIndex: block.index,
      BlockToken: block.token,
    });
    return await this.#within(async (client, abortSignal) =>
      use(await client.send(command, { abortSignal })),
    );
  }

  /** Ends what is under way. */
  close(): void {
    this.#closing.abort(new Error('the source is closed'));
  }

  async #listed(work: Work<ListPage>): Promise<ListPage> {
    const { account, region, snapshot } = this.address;
    const start = performance.now();
    for (let tries = 0; ; tries += 1) {
      await this.#options.rates.listings.take(`ebs-list/${account}/${region}`, 1, this.closed);
      try {
        return await this.#within(work);
      } catch (error) {
        this.closed.throwIfAborted();
        if (!this.bears(error, { tries, start })) throw portErrorOf(error, snapshot);
        await pause(this.patience, tries, this.closed);
      }
    }
  }

  /** True when the same request may be tried again. */
  bears(error: unknown, so: { readonly tries: number; readonly start: number }): boolean {
    const { attempts, throttledMs } = this.patience;
    switch (failingOf(error)) {
      case 'throttled':
        return performance.now() - so.start < throttledMs;
      case 'passing':
      case 'stale-token':
      case 'expired-credentials':
        return so.tries + 1 < attempts;
      case 'denied':
      case 'not-found':
      case 'refused':
        return false;
    }
  }

  async #within<T>(work: Work<T>): Promise<T> {
    const { account, region } = this.address;
    const timed = new AbortController();
    const end = (): void => {
      timed.abort(this.closed.reason);
    };
    const timer = setTimeout(() => {
      timed.abort(new Error('no answer in time'));
    }, this.patience.answerMs);
    this.closed.addEventListener('abort', end, { once: true });
    try {
      return await work(await this.#options.clients(account, region), timed.signal);
    } finally {
      clearTimeout(timer);
      this.closed.removeEventListener('abort', end);
    }
  }
}

type Work<T> = (client: EBSClient, abortSignal: AbortSignal) => Promise<T>;
