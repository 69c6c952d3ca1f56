import type { Scenario } from './scenario.ts';

export type ExpectedSeverity = 'informational' | 'low' | 'medium' | 'high' | 'critical';

/** What an analysis must report of a trace: one detection that names one of the paths, at least this severe. */
export interface ExpectedDetection {
  /** Any of these places will do, e.g. the file or the log that tells of it. */
  readonly paths: readonly string[];
  /** The detection carries at least one of these ATT&CK ids; empty where ATT&CK has none. */
  readonly attack: readonly string[];
  readonly atLeast: ExpectedSeverity;
  readonly deleted?: boolean;
}

/** One planted trace, numbered by its kind. */
export interface PlantedTrace {
  readonly id: string;
  readonly name: string;
  readonly expect: readonly ExpectedDetection[];
}

/** What is true of a sample image. */
export interface SampleHostFacts {
  readonly image: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly clean: boolean;
  readonly rootFirstSector: number;
  readonly scenario: Scenario;
  readonly planted: readonly PlantedTrace[];
}
