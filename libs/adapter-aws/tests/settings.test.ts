import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { awsQueueSettings, awsSettings, clientSettings } from '../src/index.ts';
import { freshName, lab } from './lab.ts';

const aws = lab();
const ENVIRONMENT = {
  AWS_REGION: 'eu-central-1',
  AFO_ENTRIES_TABLE: 'entries',
  AFO_CASES_TABLE: 'cases',
  AFO_TOKENS_TABLE: 'tokens',
  AFO_VAULT_BUCKET: 'vault',
  AFO_REJECTED_BUCKET: 'rejected',
  AFO_SIGNING_KEY: 'key',
  AFO_KEY_NAME: 'afo.example/lab',
  AFO_TOPIC_ARN: 'topic',
  AFO_MEMBER_ROLE: 'afo/member',
  AFO_MEMBER_EXTERNAL_ID: 'external',
};

describe('when a program of the AWS stack starts', () => {
  it('says every variable that is missing at once, and not what the others hold', () => {
    const rest = { ...ENVIRONMENT, AFO_VAULT_BUCKET: '', AFO_SIGNING_KEY: undefined };

    expect(() => awsSettings(rest)).toThrow(/AFO_VAULT_BUCKET[^]*AFO_SIGNING_KEY/);
  });

  it('knows the keys under which snapshots are copied, by account, and refuses half of a pair', () => {
    const keys = '111122223333=alias/afo, 444455556666=arn:key';

    expect([...awsSettings({ ...ENVIRONMENT, AFO_SHARED_KEYS: keys }).handover.sharedKeys]).toEqual(
      [
        ['111122223333', 'alias/afo'],
        ['444455556666', 'arn:key'],
      ],
    );
    expect(() => awsSettings({ ...ENVIRONMENT, AFO_SHARED_KEYS: 'alias/afo' })).toThrow(
      /AFO_SHARED_KEYS/,
    );
  });

  it.each(['tcp 443-443 10.0.0.1/16', 'tcp 443 10.0.0.0/16', 'all 0.0.0.0/0', 'all 10.0.0.0/33'])(
    'refuses an allow-list that EC2 would change or that lets everybody in: %s',
    (rule) => {
      expect(() => awsSettings({ ...ENVIRONMENT, AFO_CONTAIN_ALLOW_OUT: rule })).toThrow(
        /AFO_CONTAIN_ALLOW_OUT/,
      );
    },
  );

  it('takes an allow-list of networks, prefix lists and groups', () => {
    const list = 'tcp 443-443 10.0.0.0/16, all pl-0123, udp 53-53 2001:db8::/64';

    expect(
      awsSettings({ ...ENVIRONMENT, AFO_CONTAIN_ALLOW_OUT: list }).contain.allow.outbound,
    ).toHaveLength(3);
  });

  it('F-62 gets the password of the queue from where secrets are kept, and not from its environment', async () => {
    const secrets = new SecretsManagerClient(clientSettings(aws.config()));
    const name = freshName('queue');
    await secrets.send(new CreateSecretCommand({ Name: name, SecretString: 'swordfish' }));
    secrets.destroy();
    const environment = { AFO_REDIS_URL: 'rediss://queue:6379', AFO_REDIS_SECRET: name };

    const { redis } = await awsQueueSettings(aws.config(), environment);

    expect(redis).toEqual({ url: 'rediss://queue:6379', password: 'swordfish' });
    const wrong = { ...environment, AFO_REDIS_SECRET: 'nowhere' };
    await expect(awsQueueSettings(aws.config(), wrong)).rejects.toMatchObject({
      code: 'aws.not-found',
    });
  });
});
