import { describe, expect, it } from 'vitest';
import { programSettings } from './program-settings.ts';
import { queueSettings } from './queue-settings.ts';

const GIVEN = {
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

describe('the settings of a program', () => {
  it('needs nothing but where things are: whatever may surprise is off until it is asked for', () => {
    expect(programSettings.parse(GIVEN)).toMatchObject({
      AFO_SNAPSHOT_SET: 'keep',
      AFO_PROOF_ANALYZER: 'no',
      AFO_CONTAIN_CUT: 'yes',
      AFO_CONTAIN_ACL: 'no',
      AFO_CONTAIN_ALLOW_OUT: [],
      AFO_CONTAIN_ALLOW_IN: [],
      AFO_CONTAIN_ROLE: 'sessions',
    });
  });

  it.each(Object.keys(GIVEN))('names %s when it is missing', (name) => {
    const rest = { ...GIVEN, [name]: undefined };

    expect(programSettings.safeParse(rest).error?.issues.map(({ path }) => path)).toEqual([[name]]);
  });
});

describe('the settings of the queue', () => {
  it.each(['0', '121', 'soon'])('takes no lock of %s seconds', (AFO_LOCK_SECONDS) => {
    expect(
      queueSettings.safeParse({ AFO_REDIS_URL: 'rediss://queue:6379', AFO_LOCK_SECONDS }).success,
    ).toBe(false);
  });
});
