import { readFileSync } from 'node:fs';
import { sha256Hex } from '@afo/custody';
import { describe, expect, it } from 'vitest';
import { loadPlaybook } from '../../src/ingest/playbook.ts';

const text = readFileSync(
  new URL('../../../../deployment/playbooks/default.yaml', import.meta.url),
  'utf8',
);
const faultOf = (source: string): string => {
  try {
    loadPlaybook(source);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
};

describe('when a playbook is loaded', () => {
  it('is named by the digest of its text, so that a plan can be checked against it', () => {
    expect(loadPlaybook(text)).toMatchObject({ name: 'default', sha256: sha256Hex(text) });
  });

  it('F-22 isolates by no rule but the one for an order of a person in Security Hub', () => {
    const isolating = loadPlaybook(text).findings.rules.filter(({ isolate }) => isolate);

    expect(isolating.map(({ name }) => name)).toEqual(['forensic-isolation']);
    expect(isolating[0]?.when).toMatchObject({
      format: ['asff'],
      action: expect.any(Array) as unknown,
    });
  });

  it('has a plan rule for every case', () => {
    expect(loadPlaybook(text).plan.at(-1)?.when).toEqual({});
  });

  it('tells all faults at once, each with its place', () => {
    const broken = text
      .replace('severityAtLeast: high', 'severtyAtLeast: high')
      .replace('retentionDays: 365', 'retentionDays: 0');

    expect(faultOf(broken).split('\n')).toHaveLength(2);
    expect(faultOf(broken)).toMatch(/findings\.rules\.\d+\.when/);
  });

  it.each([
    ['a key that is there twice', 'version: 1\nversion: 1\n'],
    ['aliases', 'version: 1\nname: &a x\ndescription: *a\n'],
    ['a list', '- a\n'],
    ['nothing', ''],
    ['broken YAML', 'a: [\n'],
    ['a tag of code', 'a: !!js/function "x"\n'],
  ])('refuses %s', (_name, source) => {
    expect(faultOf(source)).not.toBe('');
  });
});
