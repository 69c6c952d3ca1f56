import { readFileSync } from 'node:fs';
import { customActions } from '@afo/deployment';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { placeOf } from '../src/place.ts';
import { SecurityHubStack } from '../src/stacks/security-hub-stack.ts';
import { environments } from './environments.ts';
import { rendered } from './rendered.ts';
import { OUT } from './synth.ts';

const VALUES = {
  'AWS::Partition': 'test',
  'AWS679f53fac002430cb0da5b7982bd22872D164C4C.Arn': 'provider',
};

const stackOf = (findings: 'custom-actions' | 'all' = 'custom-actions') => {
  const app = new App({
    builtinCloudFormationValidation: false,
    analyticsReporting: false,
    outdir: `${OUT}/security-hub`,
  });
  const stack = new SecurityHubStack(app, 'afo-new-security-hub', {
    place: placeOf(environments['new-vpc']),
    account: '444455556666',
    region: 'eu-west-1',
    findings,
  });
  return { template: Template.fromStack(stack) };
};

describe('what the account of Security Hub gets', () => {
  it('makes each custom action, and takes over one that stands already', () => {
    const made = Object.values(
      stackOf().template.findResources('Custom::SecurityHubActionTarget'),
    ).map((target: unknown) => JSON.stringify(rendered(target, VALUES)).replaceAll('\\"', '"'));

    expect(made).toHaveLength(customActions.length);
    for (const { id, name } of customActions) {
      const one = made.find((target) => target.includes(`"Id":"${id}","Name":"${name}"`));
      expect(one).toContain('"ignoreErrorCodesMatching":"ResourceConflictException"');
      expect(one).toContain(`:action/custom/${id}"`);
    }
  });

  it('names the actions as Security Hub takes them, and as the default playbook knows them', () => {
    const playbook = readFileSync(
      new URL('../../../deployment/playbooks/default.yaml', import.meta.url),
      'utf8',
    );

    for (const { id, name } of customActions) {
      expect(id).toMatch(/^[A-Za-z0-9]{1,20}$/);
      expect(name.length).toBeLessThanOrEqual(20);
      expect(playbook).toContain(name);
    }
  });

  it('sends these actions alone to the bus of the forensic account, and keeps what cannot be delivered', () => {
    const { template } = stackOf();

    template.resourceCountIs('AWS::Events::Rule', 1);
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.securityhub'],
        'detail-type': ['Security Hub Findings - Custom Action'],
        resources: customActions.map(({ id }) => ({
          'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(`action/custom/${id}$`)])],
        })),
      },
      Targets: [
        {
          Arn: {
            'Fn::Join': [
              '',
              Match.arrayWith([':events:eu-west-1:111122223333:event-bus/afo-new-findings']),
            ],
          },
          DeadLetterConfig: Match.anyValue(),
          RoleArn: Match.anyValue(),
        },
      ],
    });
  });

  it('sends findings by themselves only where the environment asks for all', () => {
    stackOf('all').template.resourceCountIs('AWS::Events::Rule', 4);
  });
});
