import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAccount, isPartition, isRegion, parseArn } from './arn.ts';

const partitions = fc
  .array(fc.stringMatching(/^[a-z0-9]{1,6}$/), { maxLength: 3 })
  .map((parts) => ['aws', ...parts].join('-'));
const services = fc.stringMatching(/^[a-z0-9-]{1,20}$/);
const regions = fc.stringMatching(/^[a-z0-9-]{0,20}$/);
const resources = fc.stringMatching(/^[!-~]{1,60}$/);
const parts = fc.record({
  partition: partitions,
  service: services,
  region: regions,
  account: fc.oneof(fc.constant(''), fc.stringMatching(/^\d{12}$/)),
  resource: resources,
});

describe('when any ARN is read', () => {
  it('gives back exactly what was put together, so that no case is opened elsewhere', () => {
    fc.assert(
      fc.property(parts, (arn) => {
        const text = ['arn', arn.partition, arn.service, arn.region, arn.account, arn.resource];

        expect(parseArn(text.join(':'))).toEqual(arn);
      }),
    );
  });

  it('F-42 never accepts an account of 13 digits, nor of any number but 12', () => {
    const digits = fc.stringMatching(/^\d{1,20}$/).filter((text) => text.length !== 12);
    fc.assert(
      fc.property(parts, fc.oneof(digits, fc.stringMatching(/^\d{13}$/)), (arn, account) => {
        const text = ['arn', arn.partition, arn.service, arn.region, account, arn.resource];

        expect(parseArn(text.join(':'))).toBeUndefined();
        expect(isAccount(account)).toBe(false);
      }),
    );
  });

  it('never throws and never answers a part that is none, whatever text it is given', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string().map((s) => `arn:aws:${s}`),
        ),
        (text) => {
          const arn = parseArn(text);
          if (arn === undefined) return;
          expect(isPartition(arn.partition)).toBe(true);
          expect(arn.account === '' || isAccount(arn.account)).toBe(true);
        },
      ),
    );
  });
});

describe('when a partition is judged', () => {
  it('F-67 takes partitions that are yet to come', () => {
    expect(['aws', 'aws-cn', 'aws-us-gov', 'aws-eusc', 'aws-new'].map(isPartition)).not.toContain(
      false,
    );
  });

  it('refuses what would break an ARN that is built from it', () => {
    expect(['', 'gcp', 'aws:', 'aws-', 'AWS', 'aws\n', 'aws:ec2'].map(isPartition)).not.toContain(
      true,
    );
  });
});

describe('when an account is judged', () => {
  it('F-42 takes twelve digits with leading zeros and nothing else', () => {
    expect(isAccount('000000000001')).toBe(true);
    expect(
      ['1', '0123456789012', '12345678901\n2', '12345678901 ', ''].map(isAccount),
    ).not.toContain(true);
  });
});

describe('when a hostile text is judged as a region', () => {
  it('is not stalled by one made to stall', () => {
    const before = process.cpuUsage().user;

    expect(isRegion(`us${'-a'.repeat(50_000)}!`)).toBe(false);

    expect(process.cpuUsage().user - before).toBeLessThan(500_000);
  });
});
