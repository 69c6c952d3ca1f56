import { canonicalJson } from '@afo/custody';
import type {
  BlockRange,
  CaseId,
  EvidenceId,
  SegmentFacts,
  SourceFacts,
  StoredObject,
} from '@afo/domain';
import { PortError } from '@afo/ports';
import type { EvidenceVault } from '@afo/ports';
import { totalOf } from './ranges.ts';
import { readSegmentFacts } from './zstd/segment-facts.ts';

/** A segment that an earlier attempt has committed. */
export interface SealedSegment {
  readonly object: StoredObject;
  readonly facts: SegmentFacts;
}

export interface Place {
  readonly vault: EvidenceVault;
  readonly case: CaseId;
  readonly item: EvidenceId;
}

/**
 * The segments from the first one on that are in the vault already. Where attempts left different ones for the same
 * part (a block that could be read once and not again), the one with the fewest missing bytes counts.
 */
export async function sealedSegments(place: Place): Promise<readonly SealedSegment[]> {
  const best = new Map<number, SealedSegment>();
  for await (const object of place.vault.inventory(place.case, place.item)) {
    if (object.format !== 'zstd-seekable' || object.part === undefined) continue;
    const facts = await readSegmentFacts(place.vault, object);
    const known = best.get(facts.part);
    if (known === undefined || totalOf(facts.missing) < totalOf(known.facts.missing))
      best.set(facts.part, { object, facts });
  }
  const segments: SealedSegment[] = [];
  for (let part = 0; ; part += 1) {
    const segment = best.get(part);
    if (segment === undefined) return segments;
    segments.push(segment);
  }
}

/**
 * Refuses to go on from segments of another source: half of one disk and half of another would be evidence of
 * neither. @throws PortError `source.changed`
 */
export function mustFit(
  segments: readonly SealedSegment[],
  source: SourceFacts,
  rangeOf: (part: number) => BlockRange | undefined,
): void {
  const described = canonicalJson(source);
  for (const { facts } of segments) {
    const [first, count] = rangeOf(facts.part) ?? [-1, -1];
    const same = facts.blocks[0] === first && facts.blocks[1] === count;
    if (!same || canonicalJson(facts.source) !== described)
      throw new PortError(
        'source.changed',
        'the source is not what it was when the sealed segments were read',
      );
  }
}
