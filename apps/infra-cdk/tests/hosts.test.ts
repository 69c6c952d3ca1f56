import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { programSettings, queueSettings } from '@afo/deployment';
import { hostPrograms } from '../src/programs/host-programs.ts';
import { hostUserData } from '../src/programs/host-user-data.ts';
import { settingsOf } from '../src/programs/settings-of.ts';
import { placeOf } from '../src/place.ts';
import { environments } from './environments.ts';
import { templateOf } from './stack-of.ts';

const each = Object.entries(environments);

describe.each(each)('the forensic hosts of %s', (_, environment) => {
  const template = templateOf(environment, 'hosts');

  it('cost nothing while nothing waits', () => {
    template.hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', {
      MinSize: '0',
      MaxSize: String(environment.forensicHosts.maximum),
      DesiredCapacity: Match.absent(),
    });
  });

  it('are in one zone, so that none is ended at work to balance zones', () => {
    template.hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', {
      VPCZoneIdentifier: [Match.anyValue()],
    });
  });

  it('have no public address, an encrypted disk, and credentials that nothing but the host can ask for', () => {
    template.hasResourceProperties('AWS::EC2::LaunchTemplate', {
      LaunchTemplateData: {
        MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
        NetworkInterfaces: [Match.objectLike({ AssociatePublicIpAddress: false })],
        BlockDeviceMappings: [
          Match.objectLike({
            Ebs: Match.objectLike({ Encrypted: true, DeleteOnTermination: true }),
          }),
        ],
      },
    });
  });

  it('are ended only where no job waits and none is at work, and never for want of a count', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ComparisonOperator: 'LessThanOrEqualToThreshold',
      Threshold: 0,
      EvaluationPeriods: 15,
      TreatMissingData: 'missing',
      Metrics: Match.arrayWith([Match.objectLike({ Expression: 'waiting + active' })]),
    });
  });

  it('can themselves do nothing but become one of their programs', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            Action: 'sts:AssumeRole',
            Resource: hostPrograms.map((name) => Match.stringLikeRegexp(`-${name}$`)),
          }),
        ],
      },
    });
  });
});

describe('what a host is started with', () => {
  const place = placeOf(environments['new-vpc']);
  const made = { signingKey: 'key-1', evidenceKey: 'key-2', snapshotKey: 'key-3' };
  const settings = {
    ...settingsOf(place, made),
    AFO_REDIS_URL: 'rediss://queue:6379',
    AFO_REDIS_SECRET: 'secret',
  };
  const script = hostUserData({
    region: 'eu-west-1',
    settings,
    roles: {
      'acquisition-agent': 'role-a',
      'analysis-worker': 'role-b',
      'report-generator': 'role-c',
    },
  });
  const file = (name: string): string =>
    script.split(`cat > ${name} <<'END-OF-FILE'\n`)[1]?.split('\nEND-OF-FILE')[0] ?? '';
  const variables = Object.fromEntries(
    file('/etc/afo/host.env')
      .split('\n')
      .map((line) => /^(\w+)="(.*)"$/.exec(line)?.slice(1) ?? [line, '']),
  ) as Record<string, string>;

  it('is what its programs read', () => {
    expect(programSettings.parse(variables)).toMatchObject({ AFO_SIGNING_KEY: 'key-1' });
    expect(queueSettings.parse(variables)).toMatchObject({ AFO_REDIS_SECRET: 'secret' });
  });

  it('says how roles are contained as the environment has it', () => {
    const containment = { ...environments.sandbox.containment, roles: 'everything' as const };
    const strict = placeOf({ ...environments.sandbox, containment });

    expect(settingsOf(strict, made)).toMatchObject({ AFO_CONTAIN_ROLE: 'everything' });
    expect(programSettings.parse(variables)).toMatchObject({ AFO_CONTAIN_ROLE: 'sessions' });
  });

  it.each(hostPrograms)('gives %s the role of its own name, and no other', (name) => {
    const [, profile = ''] = /^AWS_PROFILE="(.*)"$/.exec(file(`/etc/afo/${name}.env`)) ?? [];
    const config = file('/etc/afo/aws.config');

    expect(profile).toBe(name);
    expect(config.split(`[profile ${name}]\nrole_arn = `)[1]).toMatch(/^role-[abc]\n/);
    expect(new Set(config.match(/role-[abc]/g)).size).toBe(3);
  });
});
