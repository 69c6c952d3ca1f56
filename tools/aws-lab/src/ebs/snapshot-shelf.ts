import { ApiError, invalid } from './api-error.ts';
import type { Principal } from './principal.ts';
import { SnapshotImage } from './snapshot-image.ts';
import type { LabSnapshot } from './types.ts';

export interface OpenSnapshot {
  readonly facts: LabSnapshot;
  readonly image: SnapshotImage;
}

/** The snapshots of all accounts and regions, opened. Two snapshots of one image share it. */
export class SnapshotShelf {
  readonly #snapshots = new Map<string, OpenSnapshot>();
  readonly #images = new Map<string, Promise<SnapshotImage>>();

  async add(facts: LabSnapshot): Promise<void> {
    const opening = this.#images.get(facts.image) ?? SnapshotImage.open(facts.image);
    this.#images.set(facts.image, opening);
    this.#snapshots.set(`${facts.region}/${facts.id}`, { facts, image: await opening });
  }

  remove(region: string, id: string): void {
    this.#snapshots.delete(`${region}/${id}`);
  }

  /** The snapshot as far as that principal may read it. */
  open(id: string, { account, region }: Principal): OpenSnapshot {
    const found = this.#snapshots.get(`${region}/${id}`);
    if (found === undefined)
      throw new ApiError(404, 'ResourceNotFoundException', 'SNAPSHOT_NOT_FOUND');
    const { facts } = found;
    if (facts.account !== account && facts.sharedWith?.includes(account) !== true)
      throw new ApiError(403, 'AccessDeniedException', 'UNAUTHORIZED_ACCOUNT');
    if ((facts.state ?? 'completed') !== 'completed') throw invalid('INVALID_SNAPSHOT_ID');
    return found;
  }

  async close(): Promise<void> {
    for (const opening of this.#images.values()) await (await opening).close();
  }
}
