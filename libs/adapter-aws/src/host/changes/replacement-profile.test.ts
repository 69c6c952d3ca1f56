import { describe, expect, it } from 'vitest';
import { replacementArn } from './replacement-profile.ts';

describe('the profile that a host gets in place of its own', () => {
  it('is that of the account of the host: an ARN of another account would be refused in the middle of a containment', () => {
    const named = { replacementProfile: 'afo/contained' };

    expect(replacementArn({ partition: 'test', account: '222233334444' }, named)).toBe(
      'arn:test:iam::222233334444:instance-profile/afo/contained',
    );
  });

  it('is none where none is named', () => {
    expect(replacementArn({ partition: 'test', account: '222233334444' }, {})).toBeUndefined();
  });
});
