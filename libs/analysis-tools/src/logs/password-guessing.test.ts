import type { DetectionDraft } from '@afo/ports';
import { describe, expect, it } from 'vitest';
import type { Findings } from '../results/findings.ts';
import { PasswordGuessing } from './password-guessing.ts';
import type { Attempt } from './password-guessing.ts';

const T0 = 1_794_967_200;
const attempt = (
  outcome: Attempt['outcome'],
  at: number,
  change: Partial<Attempt> = {},
): Attempt => ({
  outcome,
  user: 'root',
  address: '198.51.100.23',
  method: 'password',
  times: 1,
  at: T0 + at,
  pointer: { path: '/var/log/auth.log', line: at },
  ...change,
});
const failures = (count: number, change: Partial<Attempt> = {}): readonly Attempt[] =>
  Array.from({ length: count }, (_, index) =>
    attempt('failed', index, { user: `u${index % 7}`, ...change }),
  );

function report(attempts: readonly Attempt[]): readonly DetectionDraft[] {
  const guessing = new PasswordGuessing('auth.log');
  for (const one of attempts) guessing.see(one);
  const detections: DetectionDraft[] = [];
  guessing.report({
    detection: (draft: DetectionDraft) => detections.push(draft),
    limit: () => undefined,
  } as unknown as Findings);
  return detections;
}

describe('when somebody tries passwords', () => {
  it('tells of many failures and a success from the same address, with their number and names', () => {
    const [found] = report([...failures(240), attempt('accepted', 250, { user: 'deploy' })]);

    expect(found).toMatchObject({
      severity: 'high',
      attack: ['T1110.001', 'T1110', 'T1078'],
      count: 240,
      at: '2026-11-18T02:00:00.000Z',
      until: '2026-11-18T02:04:10.000Z',
      facts: {
        address: '198.51.100.23',
        user: 'deploy',
        failures: 240,
        names: 'u0, u1, u2, u3, u4, u5, u6',
      },
    });
    expect(found?.pointers[0]).toMatchObject({ line: 250 });
  });

  it.each([
    ['nobody got in', failures(500)],
    ['somebody mistyped a password', [...failures(3), attempt('accepted', 20)]],
    [
      'the success came from elsewhere',
      [...failures(240), attempt('accepted', 250, { address: '192.0.2.1' })],
    ],
    [
      'it was a key and no password',
      [...failures(240), attempt('accepted', 250, { method: 'publickey' })],
    ],
    ['the success came days later', [...failures(240), attempt('accepted', 3 * 86_400)]],
    ['the failures came after the success', [attempt('accepted', 0), ...failures(240)]],
  ])('raises no alarm when %s', (_, attempts) => {
    expect(report(attempts).filter(({ severity }) => severity !== 'informational')).toEqual([]);
  });

  it('tells of the noise of the internet in one line and not in a thousand', () => {
    const noise = Array.from({ length: 1000 }, (_, index) =>
      attempt('failed', index, { address: `203.0.113.${index % 250}` }),
    );

    const [found, ...others] = report(noise);

    expect(others).toEqual([]);
    expect(found).toMatchObject({
      severity: 'informational',
      count: 1000,
      facts: { addresses: 250 },
    });
  });

  it('does not count an attempt twice that sshd told of twice', () => {
    const both = failures(20).flatMap((one) => [{ ...one, outcome: 'unknown-user' } as const, one]);

    expect(report([...both, attempt('accepted', 30)])[0]).toMatchObject({ count: 20 });
  });
});
