import { join } from 'node:path';
import { startProgram } from './emulator-process.ts';
import type { Emulator } from './emulator-process.ts';

export interface EmulatorOptions {
  /** By how much the pauses of state machines are longer; 0: there are none. */
  readonly waitScale?: number;
  /** The endpoint that functions call; the emulator itself unless given. */
  readonly functionsCall?: string;
}

/**
 * Starts ministack: DynamoDB, S3, KMS, SNS, SQS, Step Functions, Lambda and more. A key id of twelve digits is the
 * account that asks.
 * @throws Error when `./afo` has not brought it, or when it does not answer within 30 s; never falls back to nothing
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  return startProgram({
    name: 'ministack',
    args: () => [],
    environment: (port, folder) => ({
      GATEWAY_PORT: String(port),
      MINISTACK_HOST: '127.0.0.1',
      BIND_HOST: '127.0.0.1',
      STATE_DIR: join(folder, 'state'),
      LAMBDA_EXECUTOR: 'local',
      ...(options.waitScale === undefined ? {} : { SFN_WAIT_SCALE: String(options.waitScale) }),
      ...(options.functionsCall === undefined ? {} : { AWS_ENDPOINT_URL: options.functionsCall }),
    }),
    ready: '/_ministack/health',
    reset: '/_ministack/reset',
  });
}
