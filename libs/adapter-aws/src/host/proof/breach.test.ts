import { describe, expect, it } from 'vitest';
import type { Instance } from '../inventory/instance.ts';
import { breachesIn } from './breach.ts';
import type { FlowRecord } from './flow-log-lines.ts';

const instance: Instance = {
  id: 'i-1',
  state: 'running',
  isSpot: false,
  type: undefined,
  image: undefined,
  keyName: undefined,
  architecture: undefined,
  platform: undefined,
  vpc: 'vpc-1',
  rootDevice: undefined,
  profileArn: undefined,
  volumes: [],
  interfaces: [
    {
      id: 'eni-1',
      vpc: 'vpc-1',
      subnet: 'subnet-1',
      groups: [],
      privateAddresses: ['10.0.0.5'],
      publicAddresses: [],
      ipv6Addresses: ['2001:db8::5'],
    },
  ],
};
const accepted = (from: string, to: string): FlowRecord => ({
  eni: 'eni-1',
  action: 'ACCEPT',
  status: 'OK',
  start: 0,
  end: 1,
  from,
  to,
  protocol: 6,
  fromPort: from.startsWith('10.9.') ? 443 : 50_000,
  toPort: to.startsWith('10.9.') ? 443 : 50_000,
});
const count = (record: FlowRecord, ...outbound: string[]) =>
  breachesIn([record], instance, { allow: { inbound: [], outbound } });

describe('when accepted traffic is counted', () => {
  it.each([
    ['out to it', accepted('10.0.0.5', '10.9.0.4')],
    ['in from it', accepted('10.9.0.4', '10.0.0.5')],
    ['over IPv6', accepted('2001:db8::5', '2001:db8:9::4')],
  ])('leaves out what goes to a network that stays reachable: %s', (_way, record) => {
    expect(count(record, 'tcp 443-443 10.9.0.0/24', 'all 2001:db8:9::/64')).toEqual({
      breaches: 0,
      allowed: 1,
    });
  });

  it.each<[string, FlowRecord, string?]>([
    ['with anybody else', accepted('10.0.0.5', '198.51.100.7'), 'all 10.9.0.0/24'],
    ['where nothing is allowed', accepted('10.0.0.5', '10.9.0.4')],
    ['that names no address of the host', accepted('10.9.0.4', '10.9.0.5'), 'all 10.9.0.0/24'],
    ['that names no address', accepted('-', '-'), 'all 10.9.0.0/24'],
    [
      'by a prefix list, whose networks are not known',
      accepted('10.0.0.5', '10.9.0.4'),
      'all pl-1',
    ],
  ])('counts traffic %s', (_what, record, allowed) => {
    const rules = allowed === undefined ? [] : [allowed];
    expect(count(record, ...rules)).toEqual({ breaches: 1, allowed: 0 });
  });

  it.each<[string, FlowRecord]>([
    ['at another port', { ...accepted('10.0.0.5', '10.9.0.4'), toPort: 22 }],
    ['by another protocol', { ...accepted('10.0.0.5', '10.9.0.4'), protocol: 17 }],
    ['served by the host', { ...accepted('10.9.0.4', '10.0.0.5'), fromPort: 50_000, toPort: 443 }],
  ])('counts traffic with an allowed network %s', (_what, record) => {
    expect(count(record, 'tcp 443-443 10.9.0.0/24')).toEqual({ breaches: 1, allowed: 0 });
  });

  it('counts traffic with an allowed network where the log leaves the ports out', () => {
    const { toPort, ...record } = accepted('10.0.0.5', '10.9.0.4');

    expect(toPort).toBe(443);
    expect(count(record, 'tcp 443-443 10.9.0.0/24').breaches).toBe(1);
    expect(count(record, 'all 10.9.0.0/24').breaches).toBe(0);
  });

  it('counts no refused traffic', () => {
    const refused: FlowRecord = { ...accepted('10.0.0.5', '198.51.100.7'), action: 'REJECT' };
    expect(count(refused)).toEqual({ breaches: 0, allowed: 0 });
  });
});
