import { describe } from 'vitest';
import { workflowEngineConformance } from '@afo/conformance';
import { localStand } from './engine-stand.ts';

describe('the local workflow engine', { timeout: 20_000 }, () => {
  workflowEngineConformance((options) => Promise.resolve(localStand(options)));
});
