import { memoryPorts, MemoryRejectedEvents } from '@afo/conformance/memory';
import { PortError } from '@afo/ports';
import type { SubjectTag, TagSetter } from '@afo/ports';
import { describe, expect, it } from 'vitest';
import { ingest } from '../../src/ingest/ingest.ts';
import { defaultPlaybook, playbookOf } from './deciding.ts';
import * as sample from './samples.ts';

const ADMIN = 'arn:aws:iam::111122223333:role/ForensicsAdministrator';
const WORKLOAD = 'arn:aws:iam::111122223333:role/web';

const rules = [
  { when: { action: ['Forensic Isolation'] }, then: 'open', isolate: true },
  { then: 'open' },
] as const;
const tags = [{ key: 'afo:skip-triage', when: 'yes' }];
const playbook = {
  ...playbookOf(rules, { optOut: { tags, principals: [ADMIN] } }),
  sha256: defaultPlaybook.sha256,
};
const asksOut = sample.asff({
  Resources: [sample.asffInstance({ Tags: { 'afo:skip-triage': 'True' } })],
});

/** Takes an event on a stack that answers so, and tells what it was asked. */
async function taken(
  event: unknown,
  answer: () => Promise<TagSetter>,
  given: typeof playbook = playbook,
) {
  const asked: SubjectTag[] = [];
  const tagSetters = {
    setterOf: (tag: SubjectTag) => {
      asked.push(tag);
      return answer();
    },
  };
  const ports = { ...memoryPorts(), rejected: new MemoryRejectedEvents(), tagSetters };
  const { decisions } = await ingest(ports, sample.bytesOf(event), { playbook: given });
  return { asked, decisions };
}

const by = (arn: string) => () => Promise.resolve({ arn });

describe('when the stack can find out who set a tag', () => {
  it('TRI-6 leaves out what an allowed principal has marked, and says who', async () => {
    const { asked, decisions } = await taken(asksOut, by(ADMIN));

    expect(decisions).toMatchObject([
      { outcome: 'ignore', reason: expect.stringContaining(`set by "${ADMIN}"`) as string },
    ]);
    expect(asked).toMatchObject([
      { key: 'afo:skip-triage', value: 'True', subject: { kind: 'ec2-instance' } },
    ]);
  });

  it('F-28 goes on where the workload has marked itself', async () => {
    const { decisions } = await taken(asksOut, by(WORKLOAD));

    expect(decisions).toMatchObject([
      { outcome: 'open', reason: expect.stringContaining(`"${WORKLOAD}" may not`) as string },
    ]);
  });

  it.each<[string, () => Promise<TagSetter>, string]>([
    [
      'does not know it',
      () => Promise.resolve({ unknown: 'no event tells it' }),
      'no event tells it',
    ],
    [
      'fails',
      () => Promise.reject(new PortError('aws.throttled', 'slow')),
      'the lookup failed (aws.throttled)',
    ],
    ['is broken', () => Promise.reject(new Error('secret')), 'the lookup failed'],
  ])('TRI-6 goes on where the stack %s, and the log says why', async (_, answer, why) => {
    const { decisions } = await taken(asksOut, answer);

    expect(decisions).toMatchObject([
      { outcome: 'open', reason: expect.stringContaining(`is not known: ${why}`) as string },
    ]);
    expect(JSON.stringify(decisions)).not.toContain('secret');
  });

  it('F-28 never cancels an order to isolate', async () => {
    const { decisions } = await taken(
      sample.customAction('Forensic Isolation', [asksOut]),
      by(ADMIN),
    );

    expect(decisions).toMatchObject([{ outcome: 'open', isolate: true }]);
  });

  it('does not ask where no answer could count', async () => {
    const nobody = { ...playbook, optOut: { tags: playbook.optOut?.tags ?? [], principals: [] } };

    expect((await taken(asksOut, by(ADMIN), nobody)).asked).toEqual([]);
    expect((await taken(sample.asff(), by(ADMIN))).asked).toEqual([]);
  });

  it('asks once for a tag that many findings show, and for so many of a delivery as it has time for', async () => {
    const marked = (id: string) =>
      sample.asffInstance({
        Id: sample.instanceArn(id),
        Tags: { 'afo:skip-triage': 'yes' },
      });
    const many = Array.from({ length: 21 }, (_, index) => marked(`i-000000${index + 10}`));

    const same = await taken([asksOut, asksOut], by(ADMIN));
    const { asked, decisions } = await taken(sample.asff({ Resources: many }), by(ADMIN));

    expect(same.asked).toHaveLength(1);
    expect(asked).toHaveLength(20);
    expect(decisions.filter(({ outcome }) => outcome === 'open')).toMatchObject([
      { reason: expect.stringContaining('only 20 tags') as string },
    ]);
  });
});
