import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DeploymentError } from '../errors.ts';
import { deployedNames } from '../names.ts';
import type { DeployedNames } from '../names.ts';
import { readEnvironment } from './read-environment.ts';

const EXAMPLE = join(import.meta.dirname, '../../../../deployment/environments/example.json');
const LEAST = {
  name: 'prod',
  forensic: { account: '111122223333', region: 'eu-west-1' },
  applications: { organization: 'o-exampleorg1', externalId: 'not-to-be-guessed' },
  notifications: { emails: ['forensics@example.com'] },
};
const read = (file: object) => readEnvironment(JSON.stringify(file), 'prod.json');

function refusalOf(file: object): string {
  try {
    read(file);
  } catch (error) {
    if (error instanceof DeploymentError) return `${error.code}\n${error.message}`;
    throw error;
  }
  return '';
}

describe('the file of an environment', () => {
  it('of the example can be deployed', () => {
    expect(readEnvironment(readFileSync(EXAMPLE, 'utf8'), EXAMPLE).name).toBe('example');
  });

  it('protects its stores, and keeps what is in accounts of others, unless it says otherwise', () => {
    expect(read(LEAST)).toMatchObject({
      profile: 'compliance',
      network: { kind: 'new', zones: 1 },
      snapshots: { afterVerification: 'keep' },
    });
  });

  it('asks for no image that cannot be built', () => {
    const imageBuild = {
      vpc: 'vpc-0123456789abcdef0',
      subnet: 'subnet-0123456789abcdef0',
      zone: 'eu-west-1a',
    };
    const forensicHosts = { architecture: 'arm64', instanceTypes: ['m7g.xlarge'] };

    expect(refusalOf({ ...LEAST, forensicHosts: { ...forensicHosts, imageBuild } })).toContain(
      'forensicHosts.architecture: the image is built for x86_64 alone',
    );
    expect(read({ ...LEAST, forensicHosts }).forensicHosts.architecture).toBe('arm64');
  });

  it('that is no JSON is named, with the place of the fault', () => {
    expect(() => readEnvironment('{"name": }', 'prod.json')).toThrow(
      /prod\.json is not JSON: Unexpected token/,
    );
  });

  it('is told of every fault at once, each with its place', () => {
    const refusal = refusalOf({
      name: 'Prod',
      forensik: {},
      applications: { externalId: 'short' },
      network: { kind: 'existing', vpc: 'vpc-0123456789abcdef0', subnets: [], nat: true },
      logs: { retentionDays: 2 },
    });

    expect(refusal.split('\n').map((line) => line.trim().split(':')[0])).toEqual([
      'deployment.bad-environment',
      'prod.json cannot be deployed as it is',
      'name',
      'forensic',
      'applications.externalId',
      'applications.organization',
      'network.subnets',
      'network.nat',
      'logs.retentionDays',
      'notifications',
      'forensik',
    ]);
  });

  it.each([
    ['an account that is a number', { forensic: { account: 111122223333, region: 'eu-west-1' } }],
    ['a region that is none', { forensic: { account: '111122223333', region: 'Ireland' } }],
    ['nobody who is told', { notifications: { emails: [] } }],
    ['no account to enter', { applications: { externalId: 'not-to-be-guessed' } }],
    [
      'units without their organisation',
      {
        applications: {
          accounts: ['444455556666'],
          units: ['ou-exam-ple00001'],
          externalId: 'not-to-be-guessed',
        },
      },
    ],
    [
      'a contained host that talks with everybody',
      { containment: { allowOut: ['all 0.0.0.0/0'] } },
    ],
    ['evidence in a class that S3 does not have', { evidence: { coldAfterDays: 1 } }],
    ['a public network', { network: { kind: 'new', cidr: '8.8.8.0/24' } }],
  ])('with %s is refused', (_, change) => {
    expect(refusalOf({ ...LEAST, ...change })).toContain('cannot be deployed');
  });
});

describe('the names of what is deployed', () => {
  it('differ from environment to environment, so that two of them can be in one account', () => {
    // What is in application accounts goes by the name of the role there.
    const inTheForensicAccount = ({ containedProfile, ...names }: DeployedNames) =>
      Object.values(names).filter((name) => name !== containedProfile);
    const one = inTheForensicAccount(deployedNames(read(LEAST)));
    const other = inTheForensicAccount(deployedNames(read({ ...LEAST, name: 'test' })));

    expect(one.filter((name) => other.includes(name))).toEqual([]);
  });

  it('of buckets fit into what S3 takes, however long the name of the environment', () => {
    const longest = read({
      ...LEAST,
      name: 'a-name-of-20-letters',
      forensic: { account: '111122223333', region: 'ap-southeast-99'.slice(0, 14) },
    });
    const { vaultBucket, rejectedBucket, accessLogBucket } = deployedNames(longest);

    for (const bucket of [vaultBucket, rejectedBucket, accessLogBucket])
      expect(bucket.length).toBeLessThanOrEqual(63);
  });
});
