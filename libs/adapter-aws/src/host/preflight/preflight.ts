import type { InstanceSubject, Technique } from '@afo/domain';
import { strictContainment } from '../changes/options.ts';
import type { ContainOptions } from '../changes/options.ts';
import type { HostCalls } from '../host-calls.ts';
import { readInstance } from '../inventory/instance.ts';
import type { ProofMeans } from '../proof/look.ts';
import { containTechniques, preserveTechniques } from './host-techniques.ts';
import { memoryTechnique } from './memory-technique.ts';
import { proofTechniques } from './proof-techniques.ts';
import { snapshotTechniques } from './snapshot-techniques.ts';

export interface PreflightOptions {
  readonly subject: InstanceSubject;
  readonly means: ProofMeans;
  readonly contain?: ContainOptions;
}

/**
 * What can be done to an instance and what cannot, with the reason (TRI-4). It only reads. What cannot be asked is not
 * possible, and says so; but whether the host can be preserved, kept by snapshots and contained hangs on nothing but
 * the instance itself, so that a question that fails never keeps a host from being contained.
 * @throws PortError `aws.*` where the instance itself cannot be read: that is no verdict
 */
export async function preflightOf(
  calls: HostCalls,
  { subject, means, contain = strictContainment }: PreflightOptions,
): Promise<readonly Technique[]> {
  const { instance } = await readInstance(calls, subject);
  const agent = await memoryTechnique(calls, instance);
  return [
    ...preserveTechniques(instance),
    ...(await snapshotTechniques(calls, instance)),
    ...(await containTechniques(calls, instance, contain)),
    ...(await proofTechniques(calls, { instance, means, agent })),
    agent,
  ].map((technique) => ({ ...technique, reason: technique.reason.slice(0, 4000).toWellFormed() }));
}
