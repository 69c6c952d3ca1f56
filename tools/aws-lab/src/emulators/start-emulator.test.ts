import { afterEach, describe, expect, it } from 'vitest';
import { startEmulator, startMoto } from './index.ts';
import type { Emulator } from './index.ts';

const running: Emulator[] = [];
afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.stop();
});

async function start(how: () => Promise<Emulator> = startEmulator): Promise<Emulator> {
  const emulator = await how();
  running.push(emulator);
  return emulator;
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('when a test needs AWS', () => {
  it('gets an emulator that answers, and that is gone when it is stopped', async () => {
    const emulator = await start();
    const { url, pid } = emulator;

    expect((await fetch(`${url}/_ministack/health`)).ok).toBe(true);
    await emulator.stop();

    expect(isAlive(pid)).toBe(false);
    await expect(fetch(`${url}/_ministack/health`)).rejects.toThrow();
  }, 60_000);

  it('gets one that knows hosts, groups and roles, and that is gone when it is stopped', async () => {
    const emulator = await start(startMoto);
    const { url, pid } = emulator;

    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization:
          'AWS4-HMAC-SHA256 Credential=111122223333/20260101/eu-west-1/ec2/aws4_request',
        'x-moto-account-id': '111122223333',
      },
      body: 'Action=DescribeVpcs&Version=2016-11-15',
    });
    expect(await answer.text()).toContain('<ownerId>111122223333</ownerId>');
    await emulator.stop();

    expect(isAlive(pid)).toBe(false);
  }, 60_000);

  it('fails, and is not skipped, where the emulator was never brought', async () => {
    const before = process.env['AFO_EMULATORS'];
    process.env['AFO_EMULATORS'] = '/nonexistent';

    try {
      await expect(startEmulator()).rejects.toThrow(/is missing/);
    } finally {
      if (before === undefined) delete process.env['AFO_EMULATORS'];
      else process.env['AFO_EMULATORS'] = before;
    }
  });
});
