import { describe, expect, it } from 'vitest';
import { snapshotAddress, snapshotUri } from './ebs-uri.ts';

const home = { account: '111122223333', region: 'eu-west-1' };

describe('when a snapshot is named', () => {
  it('takes account and region of the reader where they are left out', () => {
    expect(snapshotAddress(['ebs:snap-0123456789abcdef0'], home)).toEqual({
      ...home,
      snapshot: 'snap-0123456789abcdef0',
    });
  });

  it.each(['ebs:us-gov-west-1:snap-01234567', 'ebs:444455556666:cn-north-1:snap-01234567'])(
    'reads %s in its own region, whatever the partition (F-67)',
    (uri) => {
      const address = snapshotAddress([uri], home);

      expect(uri.startsWith('ebs:4') ? snapshotUri(address) : uri).toBe(uri);
      expect(address.region).not.toBe(home.region);
    },
  );

  it.each([
    [[]],
    [['ebs:snap-01234567', 'ebs:snap-01234568']],
    [['ebs:snap-01234567/../snap-7']],
    [['ebs:1234:eu-west-1:snap-01234567']],
    [['file:///disk.raw']],
    [['ebs:vol-01234567']],
  ])('refuses %j, of which another disk could be read than was meant', (uris) => {
    expect(() => snapshotAddress(uris, home)).toThrow(
      expect.objectContaining({ code: 'source.unsupported' }),
    );
  });
});
