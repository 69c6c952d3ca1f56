import type { Manifest, Sha256 } from '@afo/domain';
import type { WorkingCopy } from '@afo/ports';
import { PipelineError } from '../errors.ts';
import { makeWorkingCopy } from '../evidence/working-copy.ts';
import type { StepContext } from '../step/step.ts';
import type { Workspace } from './analyse.ts';

export interface Session<T> {
  readonly result: T;
  readonly before: Sha256;
  readonly after: Sha256;
}

interface SessionRequest {
  readonly manifest: Manifest;
  readonly workspace: Workspace;
}

/**
 * Makes a verified working copy, lets `work` be done on it, and compares its digest again before anything that was
 * found on it is believed (ANA-2, C36, C37). Both comparisons are entries. The copy is removed whatever happened.
 * @throws PipelineError `evidence.digest-mismatch` when the copy is not the same afterwards (F-60)
 */
export async function withWorkingCopy<T>(
  context: StepContext,
  { manifest, workspace }: SessionRequest,
  work: (copy: WorkingCopy) => Promise<T>,
): Promise<Session<T>> {
  const { ports, signal, progress } = context;
  const { item } = manifest;
  const place = await workspace.open({ caseId: context.task.caseId, item });
  try {
    const purpose = 'a verified working copy for analysis';
    await context.record({ type: 'evidence.read', body: { item, purpose } });
    const made = await makeWorkingCopy({ ports, manifest, path: place.copy, signal, progress });
    const { bytes, sha256 } = made;
    await context.record({
      type: 'evidence.verified',
      body: { item, occasion: 'before-analysis', bytes, sha256, result: 'match' },
    });
    const result = await work({ manifest, path: made.path, scratch: place.scratch });
    const after = await compareAgain(context, { path: made.path, item, expected: made.sha256 });
    return { result, before: made.sha256, after };
  } finally {
    await ports.images.remove(place.copy);
    await place.close();
  }
}

interface Comparison {
  readonly path: string;
  readonly item: Manifest['item'];
  readonly expected: Sha256;
}

async function compareAgain(
  context: StepContext,
  { path, item, expected }: Comparison,
): Promise<Sha256> {
  const { bytes, sha256 } = await context.ports.images.digest(path, context.signal);
  const result = sha256 === expected ? 'match' : 'mismatch';
  await context.record({
    type: 'evidence.verified',
    body: { item, occasion: 'after-analysis', bytes, sha256, result },
  });
  if (result === 'mismatch') {
    throw new PipelineError(
      'evidence.digest-mismatch',
      `the working copy of ${item} was changed while it was analysed; nothing that was found on it is used`,
    );
  }
  return sha256;
}
