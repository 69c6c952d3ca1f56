import { describe, expect, it } from 'vitest';
import { PortError } from '@afo/ports';
import { EC2ServiceException } from '@aws-sdk/client-ec2';
import { rehearsable } from './calls/rehearsable.ts';
import { briefCallSettings, hostCallSettings } from './sdk-host-calls.ts';

describe('when the calls to a host are throttled', () => {
  it('lets no call wait for another one that was throttled, or containment takes minutes', () => {
    expect(hostCallSettings({ region: 'eu-west-1' })).toMatchObject({
      retryMode: 'standard',
      maxAttempts: 6,
    });
  });

  it('keeps to what it is given: who set a tag is asked while a finding waits', () => {
    expect(hostCallSettings({ region: 'eu-west-1', attempts: 3 }).maxAttempts).toBe(3);
  });
});

describe('when a call is made while a host is open', () => {
  it('F-20 is neither repeated by the SDK nor waited for: the way out is tried again at once', () => {
    const settings = briefCallSettings({ region: 'eu-west-1', attempts: 9, answerMs: 60_000 });

    expect(settings.maxAttempts).toBe(1);
  });
});

describe('when EC2 is asked by a dry run', () => {
  const refusal = (name: string) =>
    Promise.reject(
      new EC2ServiceException({
        name,
        $fault: 'client',
        $metadata: { requestId: 'r-1' },
        message: 'Request would have succeeded, but DryRun flag is set.',
      }),
    );

  it('takes the one error that says yes for an answer', async () => {
    const answer = await rehearsable({ DryRun: true }, refusal('DryRunOperation'));

    expect(answer.$metadata.requestId).toBe('r-1');
  });

  it('F-20 takes no other error and no empty answer for a yes, or a host is opened that cannot be closed', async () => {
    const denied = rehearsable({ DryRun: true }, refusal('UnauthorizedOperation'));
    const empty = rehearsable({ DryRun: true }, Promise.resolve({ $metadata: {} }));

    await expect(denied).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    await expect(empty).rejects.toBeInstanceOf(PortError);
  });

  it('knows an answer that lost its name on the way for one that is not known, and asks again', async () => {
    const nameless = Object.assign(new Error('Unknown'), { $metadata: { httpStatusCode: 412 } });

    await expect(rehearsable({ DryRun: true }, Promise.reject(nameless))).rejects.toMatchObject({
      code: 'aws.unavailable',
      retryable: true,
    });
  });

  it('takes the same error for a failure where nobody asked by a dry run', async () => {
    await expect(rehearsable({}, refusal('DryRunOperation'))).rejects.toMatchObject({
      name: 'DryRunOperation',
    });
  });
});
