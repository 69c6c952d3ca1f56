import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingIdentity } from './finding-identity.ts';
import { flagOf } from './flag.ts';
import { matchesGlob } from './glob.ts';
import { workloadKindOf } from './workload-kind.ts';

describe('when the value of a yes-or-no tag is read', () => {
  it.each(['true', 'True', 'TRUE', 'yes', 'Yes', '1', ' on ', 'y'])(
    'F-43 takes %j for yes',
    (value) => {
      expect(flagOf(value)).toBe(true);
    },
  );

  it.each(['false', 'False', 'FALSE', 'no', '0', 'off'])('F-43 takes %j for no', (value) => {
    expect(flagOf(value)).toBe(false);
  });

  it.each(['', 'maybe', 'truee', '2', 'null'])('says of %j that it is not clear', (value) => {
    expect(flagOf(value)).toBeUndefined();
  });
});

describe('when the kind of a workload is read', () => {
  it.each([
    ['pods', 'Pod'],
    ['Pods', 'Pod'],
    ['Pod', 'Pod'],
    ['deployments', 'Deployment'],
    ['Deployment', 'Deployment'],
    ['replicasets', 'ReplicaSet'],
    ['daemonsets', 'DaemonSet'],
    ['statefulsets', 'StatefulSet'],
    ['jobs', 'Job'],
    ['cronjobs', 'CronJob'],
  ])('F-30 tells %s from the others', (text, kind) => {
    expect(workloadKindOf(text)).toBe(kind);
  });

  it.each(['clusterrolebindings', 'secrets', '', 'constructor', '__proto__'])(
    'knows no workload kind %j',
    (text) => {
      expect(workloadKindOf(text)).toBeUndefined();
    },
  );
});

describe('when a pattern is matched', () => {
  it.each([
    ['*', '', true],
    ['Trojan:EC2/*', 'trojan:ec2/BlackholeTraffic!DNS', true],
    ['*:EC2/*', 'Trojan:EC2/X', true],
    ['*:EC2/*', 'Trojan:S3/X', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['a.c', 'abc', false],
    ['', 'a', false],
    ['a*b*c', 'a-b-b-c', true],
  ])('%j against %j is %s', (pattern, text, expected) => {
    expect(matchesGlob(pattern, text)).toBe(expected);
  });

  it('is not stalled by a pattern made to stall', () => {
    const before = process.cpuUsage().user;

    expect(matchesGlob('*a'.repeat(200) + 'b', 'a'.repeat(512))).toBe(false);

    expect(process.cpuUsage().user - before).toBeLessThan(500_000);
  });

  it('finds every text by itself and by a star in place of any part of it', () => {
    const plain = fc.string({ maxLength: 40 }).filter((text) => !/[*?]/.test(text));
    fc.assert(
      fc.property(plain, plain, plain, (a, b, c) => {
        // Case folding may change the length of exotic letters; a pattern and its text fold alike.
        expect(matchesGlob(`${a}${b}${c}`, `${a}${b}${c}`)).toBe(true);
        expect(matchesGlob(`${a}*${c}`, `${a}${b}${c}`)).toBe(true);
      }),
    );
  });
});

describe('when findings from several ways are compared', () => {
  it('F-41 takes the GuardDuty finding and its Security Hub copy for one', () => {
    const arn =
      'arn:aws:guardduty:eu-west-1:111122223333:detector/12abc/finding/46ba0ac2845071e23ccdeb2ae03bfdea';

    expect(findingIdentity(arn)).toBe(findingIdentity('46ba0ac2845071e23ccdeb2ae03bfdea'));
  });

  it('F-42 does not take the detector for the finding', () => {
    const detector = 'arn:aws:guardduty:eu-west-1:111122223333:detector/12abc';

    expect(findingIdentity(detector)).toBe(detector);
  });
});
