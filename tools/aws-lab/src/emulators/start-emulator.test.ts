import { afterEach, describe, expect, it } from 'vitest';
import { startEmulator } from './start-emulator.ts';
import type { Emulator } from './start-emulator.ts';

const running: Emulator[] = [];
afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.stop();
});

async function start(): Promise<Emulator> {
  const emulator = await startEmulator();
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
