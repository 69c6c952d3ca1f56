import { describe, expect, it } from 'vitest';
import { ebsSourceUri } from './ebs-source-uri.ts';

const place = { account: '444455556666', region: 'eu-west-1' };

describe('when a person names a disk in AWS', () => {
  it.each([
    ['snap-0123456789abcdef0', 'ebs:snap-0123456789abcdef0'],
    ['arn:aws:ec2:eu-west-1::snapshot/snap-01234567', 'ebs:eu-west-1:snap-01234567'],
    [
      'arn:aws-cn:ec2:cn-north-1:444455556666:snapshot/snap-01234567',
      'ebs:cn-north-1:snap-01234567',
    ],
    ['ebs:444455556666:eu-west-1:snap-01234567', 'ebs:444455556666:eu-west-1:snap-01234567'],
    ['vol-01234567', 'ebs:444455556666:eu-west-1:vol-01234567'],
    [
      'arn:aws:ec2:eu-north-1:111122223333:volume/vol-01234567',
      'ebs:111122223333:eu-north-1:vol-01234567',
    ],
  ])('reads the disk that is meant, in its own region and partition: %s', (name, uri) => {
    expect(ebsSourceUri(name, place)).toBe(uri);
  });

  it.each([
    'snap-xyz',
    'i-0123456789abcdef0',
    'arn:aws:ec2:eu-west-1:444455556666:instance/i-0123456789abcdef0',
    'arn:aws:ec2:eu-west-1::volume/vol-01234567',
    'arn:aws:ec2:eu-west-1::snapshot/snap-01234567/more',
    'arn:aws:s3:eu-west-1::snapshot/snap-01234567',
    'ebs:1234:eu-west-1:snap-01234567',
    '/dev/xvda',
  ])('takes nothing else for one, which would fail only after the case is open: %s', (name) => {
    expect(ebsSourceUri(name, place)).toBeUndefined();
  });

  it('does not guess where a volume is', () => {
    expect(ebsSourceUri('vol-01234567')).toBeUndefined();
  });
});
