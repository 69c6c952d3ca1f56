import type { CaseId } from '@afo/domain';

/** What a snapshot is in a case: one of the set, a copy on the way, or the one that is read and kept. */
export type SnapshotRole = 'set' | 'recrypted' | 'final';

export interface CaseTags {
  readonly case: CaseId;
  readonly role: SnapshotRole;
  /** The instance of a set; the snapshot of the set that a copy comes from. */
  readonly origin: string;
  /** Copies bear a volume id that means nothing: this is the true one. */
  readonly volume?: string;
}

const KEYS = { case: 'afo:case', role: 'afo:role', origin: 'afo:origin', volume: 'afo:volume' };

/** For the parameter `TagSpecifications`. */
export const tagSpecification = (tags: CaseTags) => [
  {
    ResourceType: 'snapshot' as const,
    Tags: pairsOf(tags).map(([Key, Value]) => ({ Key, Value })),
  },
];

/** For the parameter `Filters`: those that bear all of these. */
export const tagFilters = (tags: CaseTags) =>
  pairsOf(tags).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] }));

/** True when all of these are among what a snapshot bears. */
export const bears = (borne: ReadonlyMap<string, string>, tags: CaseTags): boolean =>
  pairsOf(tags).every(([key, value]) => borne.get(key) === value);

function pairsOf(tags: CaseTags): readonly [key: string, value: string][] {
  const { volume } = tags;
  return [
    [KEYS.case, tags.case],
    [KEYS.role, tags.role],
    [KEYS.origin, tags.origin],
    ...(volume === undefined ? [] : [[KEYS.volume, volume] satisfies [string, string]]),
  ];
}
