import { instantOf } from '@afo/domain';
import { describe, expect, it } from 'vitest';
import {
  byAge,
  damagedRejection,
  decodeRejected,
  encodeRejected,
  rejectedId,
} from './rejected-file.ts';

const draft = {
  at: instantOf(1000),
  code: 'event.not-json',
  reason: 'no JSON',
  findingIds: ['f-1'],
  raw: Buffer.from('{"broken\nin two lines'),
};
const id = rejectedId(draft);
const file = (): Buffer => Buffer.from(encodeRejected(id, draft));

describe('when a rejected event is kept', () => {
  it('comes back with its bytes, whatever they hold', () => {
    expect(decodeRejected(id, file())).toMatchObject({
      event: { id, code: draft.code, findingIds: ['f-1'], bytes: draft.raw.byteLength },
      raw: draft.raw,
    });
  });

  it('has one id for the same bytes with the same fault, and another for every other', () => {
    expect(rejectedId({ ...draft, at: instantOf(2000) })).toBe(id);
    expect(rejectedId({ ...draft, reason: 'other' })).not.toBe(id);
    expect(rejectedId({ ...draft, raw: Buffer.from('{') })).not.toBe(id);
  });

  it.each([
    ['its bytes were changed', Buffer.concat([file(), Buffer.from('x')])],
    ['its first line is no JSON', Buffer.concat([Buffer.from('x'), file()])],
    ['it has no first line', Buffer.from('nothing')],
    ['it is empty', Buffer.alloc(0)],
  ])('is not given out when %s', (_, bytes) => {
    expect(decodeRejected(id, bytes)).toBeUndefined();
  });

  it('is listed by its age also when it cannot be read, so that none is hidden', () => {
    const event = (one: string, at: number) => ({
      ...damagedRejection(one, 'damaged'),
      at: instantOf(at),
    });
    const events = [event('c', 2000), event('b', 1000), event('a', 1000), event('d', 1000)];

    expect(events.toSorted(byAge).map(({ id: one }) => one)).toEqual(['a', 'b', 'd', 'c']);
    expect(
      events
        .toReversed()
        .sort(byAge)
        .map(({ id: one }) => one),
    ).toEqual(['a', 'b', 'd', 'c']);
    expect(damagedRejection(id, 'damaged')).toMatchObject({ id, code: 'rejected-events.damaged' });
  });

  it('is not given out under the id of another', () => {
    expect(decodeRejected('0'.repeat(32), file())).toBeUndefined();
  });
});
