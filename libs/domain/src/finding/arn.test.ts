import { describe, expect, it } from 'vitest';
import { isRegion, parseArn } from './arn.ts';

describe('when an ARN is read', () => {
  it('F-67 keeps the partition that the ARN says, so that GovCloud and China are not lost', () => {
    const partitions = ['aws', 'aws-cn', 'aws-us-gov', 'aws-iso-b', 'aws-eusc'].map(
      (partition) =>
        parseArn(`arn:${partition}:ec2:us-gov-west-1:111122223333:instance/i-12345678`)?.partition,
    );

    expect(partitions).toEqual(['aws', 'aws-cn', 'aws-us-gov', 'aws-iso-b', 'aws-eusc']);
  });

  it.each(['0123456789101', '12345678901', '12345678901a', '１２３４５６７８９０１２'])(
    'F-42 refuses the account %s, so that no case is opened in an account that cannot be',
    (account) => {
      expect(parseArn(`arn:aws:ec2:eu-west-1:${account}:instance/i-12345678`)).toBeUndefined();
    },
  );

  it('keeps colons inside the resource', () => {
    expect(parseArn('arn:aws:securityhub:eu-west-1::product/aws/guardduty:x')).toMatchObject({
      account: '',
      resource: 'product/aws/guardduty:x',
    });
  });

  it.each([
    '',
    'arn:aws:ec2',
    'arn:gcp:ec2:a:111122223333:b',
    'arn:aws:ec2:eu-west-1:111122223333:a b',
  ])('answers undefined for %j instead of a half-read ARN', (text) => {
    expect(parseArn(text)).toBeUndefined();
  });
});

describe('when a region is judged', () => {
  it.each([
    'eu-west-1',
    'us-gov-west-1',
    'cn-northwest-1',
    'us-iso-east-1',
    'eusc-de-east-1',
    'mx-central-1',
  ])('takes %s', (region) => {
    expect(isRegion(region)).toBe(true);
  });

  it.each(['global', '', 'eu-west', 'eu-west-1a', '../../etc', 'EU-WEST-1'])(
    'refuses %j',
    (region) => {
      expect(isRegion(region)).toBe(false);
    },
  );
});
