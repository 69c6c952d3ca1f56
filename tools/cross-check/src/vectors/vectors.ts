import { canonicalVectors } from './canonical-json.ts';
import { checkpointVectors } from './checkpoints.ts';
import { vectorEntries } from './entries.ts';
import { itemVectors, sealedFacts } from './evidence-item.ts';
import { logVectors, proofVectors } from './log.ts';

/** All test vectors by the name of their file in docs/spec/vectors/. The same every time. */
export async function makeVectors(): Promise<ReadonlyMap<string, string>> {
  const item = itemVectors();
  const log = logVectors(vectorEntries(sealedFacts(item)));
  const lines = log.entries.map(({ line }) => line);
  const files = {
    'canonical-json.json': canonicalVectors(),
    'case-log.json': log,
    'proofs.json': proofVectors(lines),
    'checkpoint.json': await checkpointVectors(lines),
    'evidence-item.json': item,
  };
  return new Map(
    Object.entries(files).map(([name, content]) => [name, `${JSON.stringify(content, null, 2)}\n`]),
  );
}
