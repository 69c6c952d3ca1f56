import { describe, expect, it } from 'vitest';
import { sourceSchema } from './source.ts';

const accepts = (uri: string) =>
  sourceSchema.safeParse({ kind: 'disk', uris: [uri], title: 'disk' }).success;

const EARLIER = { case: '0193a1b2-0000-7000-8000-000000000001', item: 'E-0001' };

describe('when a source names an earlier item', () => {
  const since = (kind: string) =>
    sourceSchema.safeParse({ kind, uris: ['ebs:snap-0123456789'], title: 'x', since: EARLIER });

  it('DSK-3 takes it for a disk, and refuses it where it would be passed over in silence', () => {
    expect(since('disk').success).toBe(true);
    expect(since('memory').success).toBe(false);
    expect(since('log').success).toBe(false);
  });
});

describe('when a source is named', () => {
  it.each([
    'file:///evidence/web-01.raw',
    'file:///home/ann@example/disk%20one.E01',
    'ebs:snap-0123456789abcdef0',
    'https://images.example/web-01.raw?part=1',
  ])('takes %s', (uri) => {
    expect(accepts(uri)).toBe(true);
  });

  it.each([
    'https://ann:hunter2@images.example/web-01.raw',
    'ssh://root@10.0.0.1/dev/sda',
    'https://b.example/k?X-Amz-Date=1&X-Amz-Signature=abcdef',
    'https://b.example/k?x-amz-security-token=abcdef',
    'https://b.example/k?AWSAccessKeyId=a&Signature=b',
  ])('F-62 refuses %s, since a source is entered in the log for good', (uri) => {
    expect(accepts(uri)).toBe(false);
  });
});
