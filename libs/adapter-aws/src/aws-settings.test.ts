import { describe, expect, it } from 'vitest';
import { awsSettings } from './aws-settings.ts';

const NEEDED = {
  AWS_REGION: 'eu-west-1',
  AFO_ENTRIES_TABLE: 'entries',
  AFO_CASES_TABLE: 'cases',
  AFO_TOKENS_TABLE: 'tokens',
  AFO_VAULT_BUCKET: 'vault',
  AFO_REJECTED_BUCKET: 'rejected',
  AFO_SIGNING_KEY: 'signing',
  AFO_KEY_NAME: 'cases',
  AFO_TOPIC_ARN: 'topic',
  AFO_MEMBER_ROLE: 'forensics',
  AFO_MEMBER_EXTERNAL_ID: 'external',
};
const handoverBy = (given: Readonly<Record<string, string>>) =>
  awsSettings({ ...NEEDED, ...given }).handover;

describe('how snapshots are handed over', () => {
  it('keeps what is in member accounts, and copies only what must be copied, unless it is told otherwise', () => {
    expect(handoverBy({})).toEqual({
      sharedKeys: new Map(),
      recrypt: 'keys-of-aws',
      copy: 'when-needed',
      removeSet: false,
    });
  });

  it('is told by settings, with a key for each account and region', () => {
    const account = '111122223333';
    const key = 'arn:aws:kms:eu-west-1:111122223333:key/a=b';

    expect(
      handoverBy({
        AFO_SHARED_KEYS: `${account}=key-1, ${account}/eu-central-1=${key}`,
        AFO_SNAPSHOT_RECRYPT: 'other-keys',
        AFO_SNAPSHOT_COPY_MINUTES: '30',
        AFO_SNAPSHOT_SET: 'remove',
        AFO_SNAPSHOT_LOCK: 'compliance:30',
      }),
    ).toMatchObject({
      sharedKeys: new Map([
        [account, 'key-1'],
        [`${account}/eu-central-1`, key],
      ]),
      recrypt: 'other-keys',
      completionMinutes: 30,
      removeSet: true,
      lock: { mode: 'compliance', days: 30 },
    });
  });
});

describe('what a contained host may still reach', () => {
  const allowed = (AFO_CONTAIN_ALLOW_OUT: string) =>
    awsSettings({ ...NEEDED, AFO_CONTAIN_ALLOW_OUT }).contain.allow.outbound;

  it('is what the rules say, and nobody unless there are rules', () => {
    expect(allowed('')).toEqual([]);
    expect(allowed('tcp 443-443 10.0.0.0/16, udp 53-53 pl-0123, all 2001:db8::/64')).toEqual([
      'tcp 443-443 10.0.0.0/16',
      'udp 53-53 pl-0123',
      'all 2001:db8::/64',
    ]);
  });

  it.each([
    ['tcp 443 10.0.0.0/16', 'is like'],
    ['10.0.0.0/16', 'is like'],
    ['tcp 443-443', 'is like'],
    ['all 0.0.0.0/0', 'not contained'],
    ['tcp 443-443 10.0.0.0/16, tcp 22-22 ::/0', 'not contained'],
  ])('stops a program at its start, not a containment in an incident: %s', (rules, why) => {
    expect(() => allowed(rules)).toThrow(why);
  });
});

describe('who is told', () => {
  it('is people alone, unless a bus is named for systems', () => {
    const busOf = (given: Readonly<Record<string, string>>) =>
      awsSettings({ ...NEEDED, ...given }).stores.eventBus;

    expect(busOf({})).toBeUndefined();
    expect(busOf({ AFO_EVENT_BUS: 'forensics' })).toBe('forensics');
  });
});
