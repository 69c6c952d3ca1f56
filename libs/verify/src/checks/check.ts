import type { EvidenceId, EvidenceKind, Manifest } from '@afo/domain';

import type { CheckedItem } from '../evidence/check-item.ts';
import type { FaultCode } from '../faults.ts';
import type { JudgedLog } from '../log/judge-log.ts';
import type { Verification } from '../verification.ts';

/**
 * What became of a custody check. `not-provable` says that a bundle cannot show it: it is a property of the vault, of
 * the machines or of the product, and needs another look.
 */
export interface Outcome {
  readonly result: 'pass' | 'fail' | 'not-applicable' | 'not-provable';
  readonly reason: string;
}

/** A custody check with its outcome. */
export interface CheckResult extends Outcome {
  /** `C1` to `C48`. */
  readonly id: string;
  readonly claim: string;
}

/** What the checks are made on. */
export interface CheckFacts {
  readonly verification: Verification;
  readonly log: JudgedLog;
  readonly items: ReadonlyMap<EvidenceId, CheckedItem>;
}

export interface Check {
  readonly id: string;
  readonly claim: string;
  readonly judge: (facts: CheckFacts) => Outcome;
}

export const pass = (reason: string): Outcome => ({ result: 'pass', reason });
export const fail = (reason: string): Outcome => ({ result: 'fail', reason });
export const notApplicable = (reason: string): Outcome => ({ result: 'not-applicable', reason });
export const notProvable = (reason: string): Outcome => ({ result: 'not-provable', reason });

/** A check that no bundle can show, whatever it holds. */
export const elsewhere =
  (reason: string): Check['judge'] =>
  () =>
    notProvable(reason);

/** True when there is a fault with one of these codes, or with a code that begins like one that ends with a dot. */
export const hasFault = (
  { verification }: CheckFacts,
  ...codes: readonly (FaultCode | `${string}.`)[]
): boolean =>
  verification.faults.some(({ code }) =>
    codes.some((one) => code === one || (one.endsWith('.') && code.startsWith(one))),
  );

/** Manifests of these kinds that could be read. */
export const manifestsOf = (
  { items }: CheckFacts,
  ...kinds: readonly EvidenceKind[]
): readonly Manifest[] =>
  [...items.values()].flatMap(({ manifest }) =>
    manifest !== undefined && (kinds.length === 0 || kinds.includes(manifest.kind))
      ? [manifest]
      : [],
  );

export const stackOf = ({ log }: CheckFacts): 'local' | 'aws' | undefined =>
  log.audit.tallies.opened?.stack;

/** Passes when every manifest satisfies the claim; else names those that do not. */
export function every(
  manifests: readonly Manifest[],
  holds: (manifest: Manifest) => boolean,
  what: string,
): Outcome {
  const others = manifests.filter((manifest) => !holds(manifest)).map(({ item }) => item);
  return others.length === 0
    ? pass(`${what}: all ${String(manifests.length)}`)
    : fail(`${what}: not ${others.join(', ')}`);
}
