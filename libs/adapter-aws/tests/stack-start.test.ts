import { memoryPorts } from '@afo/conformance/memory';
import { expect, it } from 'vitest';
import { awsSettings, awsStack } from '../src/index.ts';
import { gateway, REGION } from './gateway/gateway.ts';

const lab = gateway();

it('a stack that cannot be opened closes what it was given, so that a function that tries again leaks nothing', async () => {
  const none = 'not-there';
  const settings = awsSettings({
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL: lab.now().url,
    AFO_ENTRIES_TABLE: none,
    AFO_CASES_TABLE: none,
    AFO_TOKENS_TABLE: none,
    AFO_VAULT_BUCKET: none,
    AFO_REJECTED_BUCKET: none,
    AFO_SIGNING_KEY: none,
    AFO_TOPIC_ARN: none,
    AFO_KEY_NAME: 'afo.example/lab',
    AFO_MEMBER_ROLE: 'afo/member',
    AFO_MEMBER_EXTERNAL_ID: 'agreed',
  });
  let closed = 0;
  const close = () => {
    closed += 1;
    return Promise.resolve();
  };

  const opening = awsStack({
    settings: { ...settings, aws: lab.config() },
    actor: { kind: 'service', name: 'test', version: '0' },
    machine: { parts: memoryPorts(), close },
  });

  await expect(opening).rejects.toMatchObject({ code: 'vault.unavailable' });
  expect(closed).toBe(1);
});
