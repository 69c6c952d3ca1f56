import { describe, expect, it } from 'vitest';
import { flowLogReader } from './flow-log-lines.ts';

const FORMAT = '${action} ${end} ${start} ${interface-id} ${log-status} ${dstaddr} ${srcaddr}';

describe('when a line of a flow log is read', () => {
  const read = flowLogReader(FORMAT);

  it('finds the fields wherever its format has them', () => {
    expect(read?.('ACCEPT 160 100 eni-1 OK 198.51.100.7 10.0.0.5')).toEqual({
      eni: 'eni-1',
      action: 'ACCEPT',
      status: 'OK',
      start: 100,
      end: 160,
      from: '10.0.0.5',
      to: '198.51.100.7',
    });
  });

  it('takes a window without traffic for a sign of life, not for traffic', () => {
    expect(read?.('- 160 100 eni-1 NODATA - -')).toMatchObject({
      status: 'NODATA',
      action: undefined,
    });
  });

  it.each([
    ['is cut', 'ACCEPT 160 100 eni-1 OK 198.51.100.7'],
    ['has more fields', 'ACCEPT 160 100 eni-1 OK 198.51.100.7 10.0.0.5 tail'],
    ['has no times', 'ACCEPT - - eni-1 OK 198.51.100.7 10.0.0.5'],
    ['has an unknown status', 'ACCEPT 160 100 eni-1 FINE 198.51.100.7 10.0.0.5'],
    ['says neither accepted nor rejected', 'MAYBE 160 100 eni-1 OK 198.51.100.7 10.0.0.5'],
    ['is empty', ''],
  ])('does not guess what a line means that %s', (_what, line) => {
    expect(read?.(line)).toBeUndefined();
  });

  it.each(['${action} ${start} ${end} ${log-status}', '', 'plain words'])(
    'refuses the format "%s", by which nothing could be proven',
    (format) => {
      expect(flowLogReader(format)).toBeUndefined();
    },
  );
});
