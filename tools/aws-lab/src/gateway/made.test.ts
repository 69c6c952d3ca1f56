import { describe, expect, it } from 'vitest';
import { madeBy } from './made.ts';
import { operationOf } from './operation.ts';
import { asksForLock, lockIn } from './s3-lock.ts';

describe('when a call has made something', () => {
  it('is recorded with the ids of it, as policies are about its tags', () => {
    const body = Buffer.from(
      '<R><snapshotSet><item><snapshotId>snap-1</snapshotId><volumeId>vol-1</volumeId></item>' +
        '<item><snapshotId>snap-2</snapshotId></item></snapshotSet></R>',
    );

    expect(madeBy('ec2', 'CreateSnapshots', body)).toEqual(['snap-1', 'snap-2']);
  });

  it('is recorded without ids that it only names, and without those of another service', () => {
    const body = Buffer.from('<R><groupId>sg-1</groupId></R>');

    expect(madeBy('ec2', 'DescribeSecurityGroups', body)).toEqual([]);
    expect(madeBy('iam', 'CreateSecurityGroup', body)).toEqual([]);
    expect(madeBy('ec2', 'CreateSecurityGroup', Buffer.from('<R/>'))).toEqual([]);
  });
});

describe('when the lock of an object is asked for by a body', () => {
  const url = (query: string): URL => new URL(`http://gateway/bucket/key${query}`);

  it('stands in the record, so that a lock that can be taken off is seen there', () => {
    const body =
      '<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>2030-01-01T00:00:00.000Z</RetainUntilDate></Retention>';

    expect(
      operationOf({
        service: 's3',
        method: 'PUT',
        url: url('?retention&versionId=1'),
        headers: {},
        body: Buffer.from(body),
      }),
    ).toEqual({
      name: 'PutObjectRetention',
      parameters: {
        bucket: 'bucket',
        key: 'key',
        versionId: '1',
        'x-amz-object-lock-mode': 'GOVERNANCE',
        'x-amz-object-lock-retain-until-date': '2030-01-01T00:00:00.000Z',
      },
    });
    expect(lockIn('<LegalHold><Status>OFF</Status></LegalHold>')).toEqual({
      'x-amz-object-lock-legal-hold': 'OFF',
    });
  });

  it('is read whole only then: evidence goes through as a stream', () => {
    expect(asksForLock(url('?legal-hold'))).toBe(true);
    expect(asksForLock(url('?partNumber=1&uploadId=u'))).toBe(false);
    expect(asksForLock(url(''))).toBe(false);
  });
});
