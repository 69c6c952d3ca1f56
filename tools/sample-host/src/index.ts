export { SampleHostError } from './errors.ts';
export type { SampleHostErrorCode } from './errors.ts';
export type {
  ExpectedDetection,
  ExpectedSeverity,
  PlantedTrace,
  SampleHostFacts,
} from './facts.ts';
export { makeSampleHost } from './make-sample-host.ts';
export type { SampleHostRequest } from './make-sample-host.ts';
export type { Intruder, Scenario } from './scenario.ts';
