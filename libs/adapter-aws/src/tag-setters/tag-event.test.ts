import type { SubjectTag } from '@afo/ports';
import { describe, expect, it } from 'vitest';
import { setterIn } from './tag-event.ts';

const ID = 'i-0123456789abcdef0';
const ROLE = 'arn:aws:iam::444455556666:role/ForensicsAdministrator';
const tag: SubjectTag = {
  subject: {
    kind: 'ec2-instance',
    id: ID,
    partition: 'aws',
    account: '444455556666',
    region: 'eu-central-1',
  },
  key: 'afo:skip-triage',
  value: 'true',
};
const session = {
  type: 'AssumedRole',
  arn: 'arn:aws:sts::444455556666:assumed-role/web/ForensicsAdministrator',
  sessionContext: { sessionIssuer: { type: 'Role', arn: ROLE } },
};
const tags = (...items: object[]) => ({
  resourcesSet: { items: [{ resourceId: 'i-other' }, { resourceId: ID }] },
  tagSet: { items },
});
const skip = { key: tag.key, value: 'true' };
const said = (name: string, change: object) =>
  setterIn(
    name,
    JSON.stringify({ eventSource: 'ec2.amazonaws.com', userIdentity: session, ...change }),
    tag,
  );
const unknown = { unknown: expect.any(String) as string };

describe('when an event of CloudTrail is read for who set a tag', () => {
  it('F-28 names the role, not the session, whose name its taker chooses', () => {
    expect(said('CreateTags', { requestParameters: tags(skip) })).toEqual({ arn: ROLE });
    expect(
      said('CreateTags', {
        requestParameters: tags(skip),
        userIdentity: { ...session, sessionContext: {} },
      }),
    ).toEqual(unknown);
  });

  it('names a user, and whoever started the instance with the tag', () => {
    const userIdentity = { type: 'IAMUser', arn: 'arn:aws:iam::444455556666:user/ann' };
    const tagSpecificationSet = {
      items: [
        { resourceType: 'volume', tags: [{ key: tag.key, value: 'no' }] },
        { resourceType: 'instance', tags: [skip] },
      ],
    };

    expect(
      said('RunInstances', { userIdentity, requestParameters: { tagSpecificationSet } }),
    ).toEqual({ arn: userIdentity.arn });
  });

  it.each([
    ['set to another value', 'CreateTags', tags({ ...skip, value: 'True' })],
    ['taken off', 'DeleteTags', tags({ key: tag.key })],
    ['taken off with all others', 'DeleteTags', tags()],
    ['in a call without parameters', 'CreateTags', null],
    ['in a call of no known form', 'CreateTags', { tagSet: 'x' }],
  ])('F-28 does not go back beyond the tag being %s', (_, name, requestParameters) => {
    expect(said(name, { requestParameters })).toEqual(unknown);
  });

  it.each([
    ['another tag', 'CreateTags', { requestParameters: tags({ key: 'Name', value: 'true' }) }],
    ['another tag taken off', 'DeleteTags', { requestParameters: tags({ key: 'Name' }) }],
    [
      'another instance',
      'CreateTags',
      { requestParameters: { ...tags(skip), resourcesSet: { items: [] } } },
    ],
    [
      'a call that was refused',
      'CreateTags',
      { requestParameters: tags(skip), errorCode: 'Client.UnauthorizedOperation' },
    ],
    [
      'another service',
      'CreateTags',
      { requestParameters: tags(skip), eventSource: 'redshift.amazonaws.com' },
    ],
    ['a start without tags', 'RunInstances', { requestParameters: {} }],
    ['another call', 'StopInstances', { requestParameters: tags(skip) }],
  ])('looks further where it is about %s', (_, name, change) => {
    expect(said(name, change)).toBeUndefined();
  });

  it('knows nothing by what is no event at all', () => {
    expect(setterIn('CreateTags', '{', tag)).toEqual(unknown);
    expect(setterIn('CreateTags', undefined, tag)).toEqual(unknown);
  });
});
