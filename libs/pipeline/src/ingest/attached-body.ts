import type { EntryBody, Finding } from '@afo/domain';

export interface AttachReason {
  readonly isolate: boolean;
  readonly rule?: string;
  readonly reason: string;
}

/** Most characters of types in an entry: what an entry holds is bounded, and the raw event has them all. */
const MOST_TYPES = 4000;

/** What the log says of a finding that goes into a case. */
export function attachedBody(
  finding: Finding,
  { isolate, rule, reason }: AttachReason,
): EntryBody<'finding.attached'> {
  const { id, format, product, productArn, title, severity, updatedAt, action, raw } = finding;
  return {
    findingIds: [id],
    format,
    product,
    ...(productArn === undefined ? {} : { productArn }),
    title,
    types: firstOf(finding.types),
    severity,
    ...(updatedAt === undefined ? {} : { updatedAt }),
    ...(action === undefined ? {} : { action }),
    isolate,
    ...(rule === undefined ? {} : { rule }),
    reason,
    raw,
  };
}

function firstOf(types: readonly string[]): string[] {
  const lengths = types.map((_, index) => types.slice(0, index + 1).join('').length);
  return types.filter((_, index) => (lengths[index] ?? 0) <= MOST_TYPES);
}
