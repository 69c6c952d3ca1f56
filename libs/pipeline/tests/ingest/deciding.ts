import { readFileSync } from 'node:fs';
import type { Decision, FindingRule } from '@afo/domain';
import { instantOf, playbookSchema } from '@afo/domain';
import { expect } from 'vitest';
import { parseEvent } from '../../src/ingest/parse-event.ts';
import { loadPlaybook } from '../../src/ingest/playbook.ts';
import type { DecideOptions } from '../../src/ingest/rules/decide.ts';
import { decide } from '../../src/ingest/rules/decide.ts';
import { bytesOf } from './samples.ts';

export const defaultPlaybook = loadPlaybook(
  readFileSync(new URL('../../../../deployment/playbooks/default.yaml', import.meta.url), 'utf8'),
);

/** A playbook of these rules, named `rule-0`, `rule-1` … */
export const playbookOf = (
  rules: readonly (Partial<Omit<FindingRule, 'when'>> & { readonly when?: object })[],
  more: object = {},
) =>
  playbookSchema.parse({
    version: 1,
    name: 'test',
    findings: { rules: rules.map((rule, index) => ({ name: `rule-${index}`, ...rule })) },
    plan: [{ name: 'all', approval: { people: 0, reason: 'covered' } }],
    ...more,
  });

/** What is decided about an event that is given as a value, by the default playbook where nothing else is said. */
export function decided(value: unknown, options: Partial<DecideOptions> = {}): readonly Decision[] {
  const findings = parseEvent(bytesOf(value)).findings.map(({ finding }) => finding);
  return decide(findings, {
    playbook: defaultPlaybook,
    now: instantOf(Date.parse('2026-11-24T03:00:00.000Z')),
    casesOf: () => [],
    ...options,
  });
}

/** The one decision about an event. */
export function only(value: unknown, options: Partial<DecideOptions> = {}): Decision | undefined {
  const decisions = decided(value, options);
  expect(decisions).toHaveLength(1);
  return decisions[0];
}
