import { describe, expect, it } from 'vitest';
import { parseNodeName } from './node-name.ts';

describe('when the name of a node is read', () => {
  it.each([
    ['i-0123456789abcdef0', 'i-0123456789abcdef0'],
    ['i-12345678', 'i-12345678'],
    ['aws:///eu-west-1a/i-0123456789abcdef0', 'i-0123456789abcdef0'],
    ['aws:///us-west-2-lax-1a/i-12345678', 'i-12345678'],
    ['i-0123456789abcdef0.eu-west-1.compute.internal', 'i-0123456789abcdef0'],
    ['i-0123456789abcdef0.ec2.internal', 'i-0123456789abcdef0'],
    ['system:node:i-0123456789abcdef0.us-west-2.compute.internal', 'i-0123456789abcdef0'],
  ])('F-30 finds the instance in %s, whole and not split into characters', (name, instance) => {
    expect(parseNodeName(name)).toEqual({ node: instance, instance });
  });

  it.each([
    ['ip-10-0-0-1.ec2.internal', '10.0.0.1'],
    ['ip-192-168-3-201.eu-west-1.compute.internal', '192.168.3.201'],
    ['system:node:ip-10-0-0-1.ec2.internal', '10.0.0.1'],
    ['fargate-ip-10-0-0-1.ec2.internal', '10.0.0.1'],
  ])('F-30 keeps the name of %s and reads its address', (name, address) => {
    expect(parseNodeName(name)).toEqual({ node: name.replace('system:node:', ''), address });
  });

  it('does not read an address that cannot be', () => {
    expect(parseNodeName('ip-10-0-0-999.ec2.internal')).toEqual({
      node: 'ip-10-0-0-999.ec2.internal',
    });
  });

  it.each(['', ' ', 'i-0123', 'node\u0000name', 'a'.repeat(254), '-x', 'aws:///zone/x', 'Ünode'])(
    'answers undefined or a plain name for %j, never an instance',
    (name) => {
      expect(parseNodeName(name)?.instance).toBeUndefined();
    },
  );
});
