import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rolesInWords } from './roles-in-words.ts';

const DOCUMENT = join(import.meta.dirname, '../../../../docs/reference/iam-roles.md');

// After a change of the policies: vitest run tests/policies/iam-reference.test.ts --update
it('shows whoever deploys the roles as they are, and not as they once were', async () => {
  await expect(rolesInWords()).toMatchFileSnapshot(DOCUMENT);
});
