import { ec2Changes, strictContainment } from '@afo/adapter-aws/host';
import { memoryPorts } from '@afo/conformance/memory';
import { containHost, openCase, releaseHost } from '@afo/pipeline';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { cloudCalls } from './model/cloud-calls.ts';
import type { Cloud } from './model/cloud.ts';
import { settingsOf } from './model/cloud.ts';
import { accessOf } from './model/reach.ts';
import { clouds, SUBJECT } from './topology.ts';

vi.setConfig({ testTimeout: 120_000 });

/** A case that was opened on the subject, whose workflow has isolated nothing. */
async function caseOn(cloud: Cloud) {
  let time = Date.parse('2026-11-24T12:00:00Z');
  const { changes, restorations } = ec2Changes({
    callsFor: () => cloudCalls(cloud),
    contain: strictContainment,
    now: () => (time += 1_000),
    sleep: () => Promise.resolve(),
  });
  const ports = memoryPorts({
    techniques: ['contain', 'prove'].map((technique) => ({
      technique,
      possible: true,
      reason: 'a model',
    })),
    host: {
      changes: (step, order) => (step === 'snapshot' ? Promise.resolve([]) : changes(step, order)),
      restorations,
    },
  });
  const caseId = await openCase(ports, {
    title: 'web',
    subject: {
      kind: 'ec2-instance',
      id: SUBJECT,
      partition: 'aws',
      account: '111122223333',
      region: 'eu-central-1',
    },
    origin: 'command',
    reason: 'suspected',
    sources: [],
  });
  const order = { caseId, actor: { kind: 'human', name: 'ann' }, reason: 'ordered' } as const;
  return {
    contain: () => containHost(ports, order),
    release: () => releaseHost(ports, order),
  };
}

test('F-24 F-25 a host that a person orders to isolate has no way in or out, and is exactly what it was when it is given back', async () => {
  await fc.assert(
    fc.asyncProperty(clouds, async (cloud) => {
      const before = settingsOf(cloud);
      const { contain, release } = await caseOn(cloud);

      await contain();
      expect([...accessOf(cloud, SUBJECT)]).toEqual([]);
      const isolated = settingsOf(cloud);
      await contain();
      expect(settingsOf(cloud)).toBe(isolated);
      await release();
      expect(settingsOf(cloud)).toBe(before);
      await contain();
      expect([...accessOf(cloud, SUBJECT)]).toEqual([]);
      await release();

      expect(settingsOf(cloud)).toBe(before);
    }),
    { numRuns: 100 },
  );
});
