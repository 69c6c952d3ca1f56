import { describe, expect, it } from 'vitest';
import { mustBeIn, realAccountOf } from './account.ts';

const ACCOUNT = '111122223333';
const ASKED = {
  AFO_AWS_CONFORMANCE: 'real',
  AFO_AWS_CONFORMANCE_ACCOUNT: ACCOUNT,
  AWS_REGION: 'eu-central-1',
};

describe('when tests could reach a real account', () => {
  it('does not, unless it is asked for', () => {
    expect(realAccountOf({})).toBeUndefined();
    expect(
      realAccountOf({ AFO_AWS_CONFORMANCE_ACCOUNT: ACCOUNT, AWS_REGION: 'eu-central-1' }),
    ).toBeUndefined();
  });

  it.each([
    ['with another word', { AFO_AWS_CONFORMANCE: '1' }, /is `real`/],
    ['with an empty word', { AFO_AWS_CONFORMANCE: '' }, /is `real`/],
    ['without the account', { AFO_AWS_CONFORMANCE_ACCOUNT: undefined }, /./],
    ['with half an account', { AFO_AWS_CONFORMANCE_ACCOUNT: '1111' }, /names the account/],
    ['without a region', { AWS_REGION: undefined }, /./],
    ['towards an emulator', { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, /somewhere else/],
    ['with a prefix that names nothing', { AFO_AWS_CONFORMANCE_PREFIX: '' }, /./],
  ])('stops when it is asked for %s', (_, change, message) => {
    expect(() => realAccountOf({ ...ASKED, ...change })).toThrow(message);
  });

  it('stops when the keys are those of another account', () => {
    const real = realAccountOf(ASKED);

    expect(real).toMatchObject({ account: ACCOUNT, prefix: 'afo-conformance' });
    if (real === undefined) return;
    expect(real.config).toEqual({ region: 'eu-central-1' });
    expect(() => {
      mustBeIn(real, { account: ACCOUNT });
    }).not.toThrow();
    expect(() => {
      mustBeIn(real, { account: '444455556666' });
    }).toThrow(/keys are of 444455556666: nothing was done/);
  });
});
