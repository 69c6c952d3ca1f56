import type { EvidenceId } from '../identity/ids.ts';

/** What makes a step unique within a case; a replay with the same key finds its own end in the log and stops. */
export const stepKey = (step: string, item?: EvidenceId): string =>
  item === undefined ? step : `${step}/${item}`;
