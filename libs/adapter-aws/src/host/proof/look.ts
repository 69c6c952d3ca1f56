import type { CaseId, InstanceSubject } from '@afo/domain';
import type { InventoryRecord } from '@afo/ports';
import type { ContainOptions } from '../changes/options.ts';
import type { HostCalls, Operation } from '../host-calls.ts';
import type { Asked } from '../inventory/ask.ts';
import type { Instance } from '../inventory/instance.ts';
import { placeOf } from '../inventory/inventory.ts';
import { recordOf } from '../inventory/record.ts';

/** What one way of looking at the isolation of a host has seen. What it could not see whole is `unknown`. */
export interface Look {
  readonly method: 'configuration' | 'flow-logs' | 'reachability-analyzer' | 'probe';
  readonly verdict: 'isolated' | 'reached' | 'unknown';
  /** What was seen, or why nothing can be said, as part of a sentence. */
  readonly reason: string;
  readonly records: readonly InventoryRecord[];
}

/** What a deployment allows for a proof; flow logs and the configuration are only read. */
export interface ProofMeans {
  /** Paths and analyses of Reachability Analyzer may be made, and are removed again. Each analysis is billed. */
  readonly reachabilityAnalyzer: boolean;
  /** The SSM document by which the host itself tries to get out; none is run without it. */
  readonly probeDocument?: string;
}

export interface LookContext {
  readonly calls: HostCalls;
  readonly case: CaseId;
  readonly subject: InstanceSubject;
  readonly instance: Instance;
  readonly means: ProofMeans;
  /** As the host should be contained: what stays reachable on purpose is no breach (CON-2). */
  readonly contain: ContainOptions;
  /** Since when the host should be isolated, milliseconds since 1970; unknown without it. */
  readonly since?: number;
  readonly wait: Wait;
}

/** Bounded waiting: nobody sleeps past `until`, milliseconds since 1970. */
export interface Wait {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly until: number;
}

/** Sleeps and says true, or says false where the time would be over. */
export async function hasTimeFor(
  { now, sleep, until }: Wait,
  milliseconds: number,
): Promise<boolean> {
  if (now() + milliseconds > until) return false;
  await sleep(milliseconds);
  return true;
}

/** The answers as evidence of the subject. */
export const recordsOf = (
  { subject }: Pick<LookContext, 'subject'>,
  ...all: readonly Asked<Operation>[]
): readonly InventoryRecord[] => all.map((asked) => recordOf(asked, placeOf(subject, subject.id)));

/** The first thing that the answers leave open, with the operation. */
export function gapIn(...all: readonly Asked<Operation>[]): string | undefined {
  const open = all.find(({ gap }) => gap !== undefined);
  return open?.gap === undefined ? undefined : `${open.operation}: ${open.gap}`;
}
