import { PortError } from '@afo/ports';
import { describe, expect, it } from 'vitest';
import { onDestination } from './sink-error.ts';

const system = (code: string): Error =>
  Object.assign(new Error(code), { code, syscall: 'write', errno: -1 });

describe('what goes wrong at a destination', () => {
  it.each([
    ['ENOSPC', 'export.full', true],
    ['EDQUOT', 'export.full', true],
    ['EACCES', 'export.unwritable', false],
    ['EIO', 'export.unwritable', false],
  ])('has a code, and says whether a retry can help: %s', async (system_, code, retryable) => {
    const failing = onDestination('writing data/a', () => Promise.reject(system(system_)));

    await expect(failing).rejects.toMatchObject({ code, retryable });
  });

  it('stays what it is when the evidence is at fault and not the destination', async () => {
    const damage = new PortError('vault.digest-mismatch', 'not what was stored');

    await expect(onDestination('writing', () => Promise.reject(damage))).rejects.toBe(damage);
  });
});
