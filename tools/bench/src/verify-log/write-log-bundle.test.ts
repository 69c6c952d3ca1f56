import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyPath } from '@afo/verify/node';
import { describe, expect, it } from 'vitest';

import { writeLogBundle } from './write-log-bundle.ts';

describe('when a log is made to be measured', () => {
  it.each([3, 25_001])(
    'is one of %d entries that is proven, so that the verifier does all of its work',
    async (entries) => {
      const folder = await mkdtemp(join(tmpdir(), 'afo-bench-'));
      await writeLogBundle(folder, entries);

      const verdict = await verifyPath(folder);
      await rm(folder, { recursive: true });

      expect(verdict).toMatchObject({ status: 'proven', faults: [], checked: { entries } });
    },
  );
});
