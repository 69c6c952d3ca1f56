import { describe } from 'vitest';
import { caseLogConformance } from '../case-log.ts';
import { MemoryCaseLog } from './memory-case-log.ts';

describe('the case log in memory', () => {
  caseLogConformance(() => {
    const log = new MemoryCaseLog();
    return Promise.resolve({
      open: () => Promise.resolve(log),
      dispose: () => Promise.resolve(),
    });
  });
});
