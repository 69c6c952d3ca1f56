import type { LaterChange } from '../image/disk-image.ts';
import type { PlantedTrace } from '../facts.ts';
import type { Scenario } from '../scenario.ts';
import type { HostTree } from '../tree/host-tree.ts';

/** What a trace is planted into. */
export interface Ground {
  readonly tree: HostTree;
  readonly scenario: Scenario;
  /** Seconds since 1970 of a moment in the attack, given in seconds after its beginning. */
  readonly at: (offset: number) => number;
}

export interface Planted {
  readonly traces: readonly PlantedTrace[];
  /** What the intruder did after the files were there. */
  readonly later?: readonly LaterChange[];
}

export type Plant = (ground: Ground) => Planted;
