import { describe, expect, it } from 'vitest';
import { codesOf, findingOf, idsOf, parsed, web01 } from './reading.ts';
import * as sample from './samples.ts';

const { INSTANCE, ACCOUNT, FINDING_ARN } = sample;

describe('when a finding lists many resources', () => {
  it('F-40 finds the instance wherever it stands', () => {
    const { asffRole, asffInstance } = sample;

    expect(
      idsOf(sample.imported([sample.asff({ Resources: [asffRole, asffRole, asffInstance()] })])),
    ).toEqual([INSTANCE]);
    expect(
      idsOf(sample.imported([sample.asff({ Resources: [asffInstance(), asffRole] })])),
    ).toEqual([INSTANCE]);
  });

  it('F-40 takes every instance and skips no neighbour', () => {
    const ids = ['i-00000001', 'i-00000002', 'i-00000003', 'i-00000004'];
    const Resources = ids.flatMap((id) => [
      sample.asffInstance({ Id: sample.instanceArn(id) }),
      sample.asffRole,
    ]);

    expect(idsOf(sample.imported([sample.asff({ Resources })]))).toEqual(ids);
  });

  it('takes an instance that is listed twice once', () => {
    const Resources = [sample.asffInstance(), sample.asffInstance({ Tags: { team: 'shop' } })];

    expect(idsOf(sample.imported([sample.asff({ Resources })]))).toEqual([INSTANCE]);
  });

  it('keeps a resource that cannot be read from taking the others with it, and tells of it', () => {
    const Resources = [
      sample.asffInstance({ Id: 'arn:aws:ec2:us-west-2:0123456789101:instance/i-12345678' }),
      sample.asffInstance(),
    ];

    const { findings, rejections } = parsed(sample.imported([sample.asff({ Resources })]));

    expect(findings[0]?.finding.subjects).toEqual([web01]);
    expect(rejections).toMatchObject([{ code: 'finding.bad-account', findingIds: [FINDING_ARN] }]);
  });

  it('leaves a finding about nothing that can be handled without a subject', () => {
    expect(
      findingOf(sample.imported([sample.asff({ Resources: [sample.asffBucket] })])).subjects,
    ).toEqual([]);
  });
});

describe('when the place of a resource is read', () => {
  it('F-67 takes the partition from the ARN', () => {
    const Resources = [
      sample.asffInstance({
        Id: sample.instanceArn(INSTANCE, ACCOUNT, 'aws-us-gov'),
        Partition: 'aws',
      }),
    ];

    expect(findingOf(sample.asff({ Resources })).subjects).toMatchObject([
      { partition: 'aws-us-gov' },
    ]);
  });

  it('F-41 takes the account of the resource, not the one that sent the event', () => {
    const event = { ...sample.imported(), account: '999988887777' };

    expect(findingOf(event).subjects).toEqual([web01]);
    expect(findingOf(sample.ocsfEvent()).subjects).toEqual([web01]);
  });

  it.each(['0123456789101', '12345678901', 'abc'])('F-42 refuses the account %s', (account) => {
    const bare = sample.asffInstance({ Id: INSTANCE });

    expect(codesOf(sample.asff({ AwsAccountId: account, Resources: [bare] }))).toEqual([
      'finding.bad-account',
    ]);
    expect(codesOf(sample.guardDuty({ accountId: account }))).toEqual(['finding.bad-account']);
  });

  it.each(['0123456789101', '12345678901'])(
    'F-42 refuses a finding of the account %s, also where the ARN of its resource is good',
    (account) => {
      expect(codesOf(sample.asff({ AwsAccountId: account }))).toEqual(['finding.bad-account']);
      expect(codesOf(sample.ocsf({ cloud: { account: { uid: account } } }))).toEqual([
        'finding.bad-account',
      ]);
    },
  );

  it('reads a bare instance id with the place that the finding tells', () => {
    expect(
      findingOf(sample.asff({ Resources: [sample.asffInstance({ Id: INSTANCE })] })).subjects,
    ).toEqual([web01]);
  });

  it('F-67 guesses no partition: without any it refuses', () => {
    const rest = { ...sample.guardDuty(), partition: null, arn: null };

    expect(codesOf(rest)).toEqual(['finding.no-place']);
  });

  it.each(['i-0123', `${INSTANCE}0`, 'i-0123456789ABCDEF0', '../i-12345678', `${INSTANCE}\n`])(
    'refuses the instance %j',
    (id) => {
      expect(codesOf(sample.asff({ Resources: [sample.asffInstance({ Id: id })] }))).toEqual([
        'finding.bad-resource',
      ]);
    },
  );

  it.each(['i-12345678', 'i-0123456789abcdef0'])('takes both lengths of instance ids: %s', (id) => {
    expect(idsOf(sample.guardDuty({ resource: { instanceDetails: { instanceId: id } } }))).toEqual([
      id,
    ]);
  });
});
