import { randomUUID } from 'node:crypto';
import { startEmulator, startGateway } from '@afo/aws-lab';
import { afterAll, beforeAll } from 'vitest';
import type { AwsConfig } from '../src/index.ts';

/** The account that asks: the emulator takes it from the key id. */
export const ACCOUNT = '111122223333';
export const REGION = 'eu-central-1';

/** The lab's gateway before its emulator, for the tests of a file. Where they cannot be started, the tests fail. */
export function lab(): { config(change?: Partial<AwsConfig>): AwsConfig } {
  const ends: (() => Promise<void>)[] = [];
  let endpoint: string | undefined;
  beforeAll(async () => {
    const emulator = await startEmulator();
    const { url } = emulator;
    ends.push(() => emulator.stop());
    // Nothing that is asked here is moto's.
    const gateway = await startGateway({ servers: { moto: url, ministack: url } });
    ends.push(() => gateway.close());
    endpoint = gateway.url;
  }, 60_000);
  afterAll(async () => {
    for (const end of ends.toReversed()) await end();
  });
  return {
    config: (change = {}) => {
      if (endpoint === undefined) throw new Error('the gateway is not running');
      return {
        ...{ region: REGION, endpoint },
        credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'lab' },
        ...change,
      };
    },
  };
}

/** A name that no other test has. */
export const freshName = (what: string): string => `${what}-${randomUUID()}`;
