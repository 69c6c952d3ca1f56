import { describe, expect, it } from 'vitest';
import { routeOf } from './route.ts';
import type { Servers } from './route.ts';

const servers: Servers = {
  moto: 'http://moto',
  ministack: 'http://ministack',
  ebs: 'http://ebs',
  snapshots: {
    url: 'http://snapshots',
    serves: (operation) => operation === 'CopySnapshot',
    servesKey: (key) => key === 'disk-key',
  },
};
const backendOf = (service: string, operation = 'X', parameters = {}) =>
  routeOf(servers, { service, operation, parameters })?.backend;

describe('when a call is to be answered', () => {
  it('reaches the one server that does it as AWS does', () => {
    const moto = ['ec2', 'iam', 'autoscaling', 'elasticloadbalancing', 'ssm', 'logs', 'sts'];
    const ministack = ['dynamodb', 's3', 'kms', 'sns', 'sqs', 'lambda', 'states', 'events'];

    expect(new Set(moto.map((service) => backendOf(service)))).toEqual(new Set(['moto']));
    expect(new Set(ministack.map((service) => backendOf(service)))).toEqual(new Set(['ministack']));
    expect(backendOf('secretsmanager')).toBe('ministack');
    expect(backendOf('ebs', 'ListSnapshotBlocks')).toBe('ebs');
  });

  it('takes snapshots and the keys of disks from where the copies are kept', () => {
    expect(backendOf('ec2', 'CopySnapshot')).toBe('snapshots');
    expect(backendOf('ec2', 'DescribeInstances')).toBe('moto');
    expect(backendOf('kms', 'DescribeKey', { KeyId: 'disk-key' })).toBe('snapshots');
    expect(backendOf('kms', 'DescribeKey', { KeyId: 'other' })).toBe('ministack');
    expect(backendOf('kms', 'Sign', { KeyId: 'disk-key' })).toBe('ministack');
  });

  it('is answered by nobody rather than by a server that would make it up', () => {
    const { moto, ministack } = servers;

    expect(
      routeOf(
        { moto, ministack },
        { service: 'ebs', operation: 'ListSnapshotBlocks', parameters: {} },
      ),
    ).toBeUndefined();
    expect(backendOf('securityhub')).toBeUndefined();
    expect(backendOf('quantum')).toBeUndefined();
  });
});
