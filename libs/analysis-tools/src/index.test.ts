import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as library from './index.ts';
import { TOOL_VERSION } from './program/identity.ts';

describe('when the library is used', () => {
  it('offers these names and no others', () => {
    expect(Object.keys(library).sort()).toEqual(['AnalysisError', 'diskTools']);
  });

  it('says its own version in every result, or a run could not be done again', () => {
    const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');

    expect(JSON.parse(manifest)).toMatchObject({ version: TOOL_VERSION });
  });
});
