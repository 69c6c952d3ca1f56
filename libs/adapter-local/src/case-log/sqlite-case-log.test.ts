import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { caseLogConformance } from '@afo/conformance';
import { openCaseLog } from './sqlite-case-log.ts';

describe('the case log on SQLite', () => {
  caseLogConformance(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'afo-case-log-'));
    return {
      open: () => Promise.resolve(openCaseLog(join(folder, 'cases.db'))),
      dispose: () => rm(folder, { recursive: true }),
    };
  });
});
