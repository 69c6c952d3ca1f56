import { describe, expect, it } from 'vitest';
import { listPage } from './list-page.ts';

const answer = { BlockSize: 524_288, VolumeSize: 1, NextToken: 'x' };
const block = (index: number) => ({ index, token: 't' });
const pageOf = (change: object, list: unknown) => () =>
  listPage('snap-00000001', { ...answer, ...change }, list);

describe('when a list of blocks is taken', () => {
  it('gives blocks, size, and whether more follow', () => {
    expect(pageOf({}, [block(0), block(2047)])()).toEqual({
      volumeBytes: 2 ** 30,
      blocks: [block(0), block(2047)],
      next: 'x',
    });
    expect(pageOf({ NextToken: null }, [])().next).toBeUndefined();
  });

  it.each<[string, object, unknown]>([
    ['no list', {}, undefined],
    ['no size', { VolumeSize: undefined }, []],
    ['blocks of another size', { BlockSize: 4096 }, []],
    ['a block without a token', {}, [{ index: 1 }]],
    ['a block twice', {}, [block(1), block(1)]],
    ['blocks out of order', {}, [block(2), block(1)]],
    ['a block behind the end', {}, [block(2048)]],
  ])('F-05 refuses an answer with %s, which would give holes where data is', (_, change, list) => {
    expect(pageOf(change, list)).toThrow(
      expect.objectContaining({ code: 'source.device-error', retryable: true }),
    );
  });

  it('F-72 refuses a size that no volume has', () => {
    expect(pageOf({ VolumeSize: 2 ** 40 }, [])).toThrow(
      expect.objectContaining({ code: 'source.impossible-size' }),
    );
  });
});
