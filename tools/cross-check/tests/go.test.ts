import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { go, group, runWell } from './support/programs.ts';

const vectors = fileURLToPath(new URL('../../../docs/spec/vectors/', import.meta.url));
const lengthOf = (file: string, list: string): number =>
  (JSON.parse(readFileSync(`${vectors}${file}`, 'utf8')) as Record<string, unknown[]>)[list]
    ?.length ?? 0;

describe.skipIf(go.missing !== undefined)(
  group('when Go reads the test vectors', go.missing),
  () => {
    it('finds the same leaves, roots and proofs, and accepts and refuses the same notes', () => {
      const checked: unknown = JSON.parse(runWell('go', ['run', '.', vectors], go.folder));

      expect(checked).toEqual({
        leaves: lengthOf('case-log.json', 'entries'),
        roots: lengthOf('case-log.json', 'roots'),
        inclusion: lengthOf('proofs.json', 'inclusion'),
        consistency: lengthOf('proofs.json', 'consistency') - 1,
        notes: lengthOf('checkpoint.json', 'notes'),
        refused: lengthOf('checkpoint.json', 'refused'),
        ecdsa: 2,
        blocks: lengthOf('evidence-item.json', 'blocks'),
      });
    }, 300_000);
  },
);
