import { App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { acknowledge } from '../src/checks/acknowledge.ts';
import { addChecks } from '../src/checks/add-checks.ts';
import { environments } from './environments.ts';
import { appOf, OUT } from './synth.ts';

const oneBucket = () => {
  const app = new App({ builtinCloudFormationValidation: false, outdir: OUT });
  const bucket = new Bucket(new Stack(app, 'stack'), 'bucket');
  addChecks(app);
  return { app, bucket };
};

describe('the rule packs', () => {
  it.each(Object.entries(environments))(
    'find no fault in %s that has no reason',
    (_, environment) => {
      const app = appOf(environment);
      addChecks(app);

      expect(() => app.synth()).not.toThrow();
    },
  );

  it('end the synthesis at a bucket without encryption in transit, and name the rules of both packs', () => {
    const { app } = oneBucket();

    expect(() => app.synth()).toThrow(/AwsSolutions-S10[^]*S3BucketSSLRequestsOnly/);
  });

  it('leave out a fault that has a reason, and no other', () => {
    const { app, bucket } = oneBucket();
    acknowledge(bucket, { 'AwsSolutions-S10': 'a test' });

    expect(() => app.synth()).toThrow(/^(?![^]*AwsSolutions-S10\b)[^]*AwsSolutions-S1\b/);
  });
});
