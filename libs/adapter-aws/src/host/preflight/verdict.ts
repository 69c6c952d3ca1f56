import type { Technique } from '@afo/domain';
import type { PortErrorCode } from '@afo/ports';
import type { Operation } from '../host-calls.ts';
import type { Asked } from '../inventory/ask.ts';

export const possible = (technique: string, reason: string): Technique => ({
  technique,
  possible: true,
  reason,
});

export const impossible = (technique: string, reason: string): Technique => ({
  technique,
  possible: false,
  reason,
});

/** A question without a whole answer makes nothing possible, and says which one it was. */
export function unanswered(technique: string, asked: Asked<Operation>): Technique | undefined {
  if (asked.gap === undefined) return undefined;
  const why =
    asked.error?.code === DENIED
      ? `the role may not call ${asked.operation}`
      : `${asked.operation} was not answered whole (${asked.gap})`;
  return impossible(technique, `not known: ${why}`);
}

const DENIED: PortErrorCode = 'aws.denied';
