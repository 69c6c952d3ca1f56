import { describe, expect, it } from 'vitest';
import { hostCallSettings } from './sdk-host-calls.ts';

describe('when the calls to a host are throttled', () => {
  it('lets no call wait for another one that was throttled, or containment takes minutes', () => {
    expect(hostCallSettings({ region: 'eu-west-1' })).toMatchObject({
      retryMode: 'standard',
      maxAttempts: 6,
    });
  });

  it('keeps to what it is given: who set a tag is asked while a finding waits', () => {
    expect(hostCallSettings({ region: 'eu-west-1', attempts: 3 }).maxAttempts).toBe(3);
  });
});
