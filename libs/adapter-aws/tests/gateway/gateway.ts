import { startEmulator, startGateway, startMoto } from '@afo/aws-lab';
import type { Gateway, GatewayOptions } from '@afo/aws-lab';
import { afterAll, beforeAll } from 'vitest';
import { clientSettings } from '../../src/index.ts';
import type { AwsConfig } from '../../src/index.ts';

export const FORENSIC = '111122223333';
export const MEMBER = '444455556666';
export const REGION = 'eu-central-1';

/** The gateway in front of its emulators, for the tests of a file. Where it cannot be started, they fail. */
export function gateway(options: Partial<GatewayOptions> = {}): {
  readonly now: () => Gateway;
  config(change?: Partial<AwsConfig>): AwsConfig;
  /** Settings of an SDK client that tries once. */
  client(account?: string): ReturnType<typeof clientSettings>;
} {
  const ends: (() => Promise<void>)[] = [];
  let running: Gateway | undefined;
  beforeAll(async () => {
    const emulators = await Promise.all([startMoto(), startEmulator()]);
    const [moto, ministack] = emulators;
    ends.push(...emulators.map((emulator) => () => emulator.stop()));
    const begun = await startGateway({
      servers: { moto: moto.url, ministack: ministack.url },
      ...options,
    });
    ends.push(() => begun.close());
    running = begun;
  }, 60_000);
  afterAll(async () => {
    for (const end of ends.toReversed()) await end();
  });
  const now = (): Gateway => {
    if (running === undefined) throw new Error('the gateway is not running');
    return running;
  };
  const config = (change: Partial<AwsConfig> = {}): AwsConfig => ({
    region: REGION,
    endpoint: now().url,
    credentials: { accessKeyId: FORENSIC, secretAccessKey: 'lab' },
    attempts: 1,
    ...change,
  });
  return {
    now,
    config,
    client: (account = FORENSIC) =>
      clientSettings(config({ credentials: { accessKeyId: account, secretAccessKey: 'lab' } })),
  };
}
