import { randomBytes } from 'node:crypto';
import { ApiError } from '../ebs/api-error.ts';
import type { Principal } from '../ebs/principal.ts';
import type { Fate, LabKmsKey, LabLock, ReadableSnapshots } from './types.ts';

/** A snapshot that an account has, and what will become of it. */
export interface LedgerSnapshot {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  /** The volume as the API says it: for a copy an arbitrary one. */
  readonly volume: string;
  readonly image: string;
  readonly description: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly kmsKey: string | undefined;
  readonly startedAt: number;
  readonly isCopy: boolean;
  readonly fails: string | undefined;
  readonly sharedWith: Set<string>;
  state: 'pending' | 'completed' | 'error';
  looksLeft: number;
  hiddenFor: number;
  lock?: LabLock;
}

export type SnapshotDraft = Pick<
  LedgerSnapshot,
  'account' | 'region' | 'image' | 'description' | 'tags' | 'kmsKey' | 'isCopy'
> & {
  readonly volume?: string;
  /** What fates name it by: the volume, or the snapshot that it is a copy of. */
  readonly of: string;
  readonly fails?: string;
};

/** All snapshots of all accounts and regions. */
export class Ledger {
  readonly #snapshots = new Map<string, LedgerSnapshot>();
  readonly #shelf: ReadableSnapshots | undefined;
  readonly #looks: number;
  readonly #now: () => number;
  readonly kmsKeys: readonly LabKmsKey[];
  #fates: { readonly fate: Fate; left: number }[] = [];

  constructor(options: {
    readonly shelf: ReadableSnapshots | undefined;
    readonly looks: number;
    readonly now: () => number;
    readonly kmsKeys: readonly LabKmsKey[];
  }) {
    this.#shelf = options.shelf;
    this.#looks = options.looks;
    this.#now = options.now;
    this.kmsKeys = options.kmsKeys;
  }

  setFates(fates: readonly Fate[]): void {
    this.#fates = fates.map((fate) => ({ fate, left: fate.times ?? Infinity }));
  }

  /** Adds one that begins now; true when the answer about it is to be lost. */
  begin(draft: SnapshotDraft): { readonly snapshot: LedgerSnapshot; readonly isLost: boolean } {
    const entry = this.#fates.find(({ fate, left }) => fate.of === draft.of && left > 0);
    if (entry !== undefined) entry.left -= 1;
    const fate = entry?.fate;
    const { account, region, image, description, tags, kmsKey, isCopy } = draft;
    const snapshot: LedgerSnapshot = {
      ...{ account, region, image, description, tags, kmsKey, isCopy },
      id: `snap-${randomBytes(8).toString('hex')}0`,
      volume: draft.volume ?? 'vol-ffffffff',
      startedAt: this.#now(),
      fails: draft.fails ?? fate?.fails,
      sharedWith: new Set(),
      state: 'pending',
      looksLeft: fate?.looks ?? this.#looks,
      hiddenFor: fate?.hiddenFor ?? 0,
    };
    this.#snapshots.set(snapshot.id, snapshot);
    return { snapshot, isLost: fate?.answerLost === true };
  }

  all(): readonly LedgerSnapshot[] {
    return [...this.#snapshots.values()];
  }

  /** All that the lab holds in a region, whoever owns them. */
  in(region: string): readonly LedgerSnapshot[] {
    return this.all().filter((snapshot) => snapshot.region === region);
  }

  /** One that the caller may see in that region: its own, or one that is shared with it. */
  visible(id: string, { account }: Principal, region: string): LedgerSnapshot {
    const found = this.#snapshots.get(id);
    if (found?.region !== region || !(found.account === account || found.sharedWith.has(account)))
      throw new ApiError(400, 'InvalidSnapshot.NotFound', `The snapshot '${id}' does not exist.`);
    return found;
  }

  /** One of the caller's own. */
  own(id: string, caller: Principal): LedgerSnapshot {
    const found = this.visible(id, caller, caller.region);
    if (found.account === caller.account) return found;
    throw new ApiError(403, 'UnauthorizedOperation', 'You do not own the snapshot.');
  }

  /** One look: what is pending comes a step nearer to its end. */
  async look(snapshot: LedgerSnapshot): Promise<void> {
    if (snapshot.state !== 'pending') return;
    snapshot.looksLeft -= 1;
    if (snapshot.looksLeft > 0) return;
    const state = snapshot.fails === undefined ? 'completed' : 'error';
    // Readable first: whoever hears that it is complete reads it at once.
    await this.publish({ ...snapshot, state });
    snapshot.state = state;
  }

  /** Makes its blocks readable for those who may read them. */
  async publish({ state, sharedWith, ...snapshot }: LedgerSnapshot): Promise<void> {
    if (state === 'completed')
      await this.#shelf?.addSnapshot({ ...snapshot, sharedWith: [...sharedWith] });
  }

  remove({ id, region }: LedgerSnapshot): void {
    this.#snapshots.delete(id);
    this.#shelf?.removeSnapshot(region, id);
  }

  /** The key of that id or ARN in a region. */
  keyOf(id: string, region: string): LabKmsKey | undefined {
    return this.kmsKeys.find((key) => key.region === region && id.endsWith(key.id));
  }
}
