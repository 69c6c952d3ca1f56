import { randomUUID } from 'node:crypto';
import { startEmulator } from '@afo/aws-lab';
import type { Emulator } from '@afo/aws-lab';
import { afterAll, beforeAll } from 'vitest';
import type { AwsConfig } from '../src/index.ts';

/** The account that asks: the emulator takes it from the key id. */
export const ACCOUNT = '111122223333';
export const REGION = 'eu-central-1';

/** An emulator for the tests of a file. Where it cannot be started, they fail. */
export function lab(): { config(change?: Partial<AwsConfig>): AwsConfig } {
  let emulator: Emulator | undefined;
  beforeAll(async () => {
    emulator = await startEmulator();
  }, 60_000);
  afterAll(async () => {
    await emulator?.stop();
  });
  return {
    config: (change = {}) => {
      if (emulator === undefined) throw new Error('the emulator is not running');
      return {
        region: REGION,
        endpoint: emulator.url,
        credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'lab' },
        ...change,
      };
    },
  };
}

/** A name that no other test has. */
export const freshName = (what: string): string => `${what}-${randomUUID()}`;
