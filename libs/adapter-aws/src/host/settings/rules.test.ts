import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openRules, permissionsOf, rulesOf } from './rules.ts';

const port = fc.integer({ min: -1, max: 65_535 });
const traffic = fc.oneof(
  fc.constant('all'),
  fc
    .tuple(fc.constantFrom('tcp', 'udp', 'icmp', 'icmpv6', '50'), port, port)
    .map(([protocol, from, to]) => `${protocol} ${String(from)}-${String(to)}`),
);
const peer = fc.constantFrom(
  '10.0.0.0/8',
  '0.0.0.0/0',
  '::/0',
  '2001:db8::/32',
  'sg-0a1',
  'pl-0b2',
);
const rule = fc.tuple(traffic, peer).map(([what, whom]) => `${what} ${whom}`);

test('a rule that is put back after a containment is the rule that was there', () => {
  fc.assert(
    fc.property(fc.uniqueArray(rule), (rules) => {
      expect(rulesOf(permissionsOf(rules))).toEqual([...rules].sort());
    }),
  );
});

test('F-23 the rules that open a group, and so those that are taken away, are of both families', () => {
  expect(permissionsOf(openRules(true))).toEqual([
    { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
  ]);
  expect(rulesOf([{ IpProtocol: '-1', Ipv6Ranges: [{ CidrIpv6: '::/0' }] }])).toEqual(['all ::/0']);
});
