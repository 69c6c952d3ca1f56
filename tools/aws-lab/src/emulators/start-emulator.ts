import { join } from 'node:path';
import { startProgram } from './emulator-process.ts';
import type { Emulator } from './emulator-process.ts';

export interface EmulatorOptions {
  /** By how much the pauses of state machines are longer; 0: there are none. */
  readonly waitScale?: number;
  /** The endpoint that functions call; the emulator itself unless given. */
  readonly functionsCall?: string;
  /** Takes events in the name of AWS's own services, which AWS takes from nobody but them. */
  readonly eventsOfServices?: boolean;
  /** Where a cache of ElastiCache is said to be; whoever says so has one running there. */
  readonly cache?: { readonly host: string; readonly port: number };
  /** A file with a certificate that functions trust besides those of the system. */
  readonly trusted?: string;
}

/** The emulator as it comes, with one check of EventBridge taken out. */
const SPEAKING_FOR_SERVICES = join(import.meta.dirname, 'speaking-for-services.py');

/**
 * Starts ministack: DynamoDB, S3, KMS, SNS, SQS, Step Functions, Lambda and more. A key id of twelve digits is the
 * account that asks.
 * @throws Error when `./afo` has not brought it, or when it does not answer within 30 s; never falls back to nothing
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { cache, functionsCall, trusted, waitScale } = options;
  return startProgram({
    ...(options.eventsOfServices === true
      ? { name: 'python', args: () => [SPEAKING_FOR_SERVICES] }
      : { name: 'ministack', args: () => [] }),
    environment: (port, folder) => ({
      GATEWAY_PORT: String(port),
      MINISTACK_HOST: '127.0.0.1',
      BIND_HOST: '127.0.0.1',
      STATE_DIR: join(folder, 'state'),
      LAMBDA_EXECUTOR: 'local',
      ...(waitScale === undefined ? {} : { SFN_WAIT_SCALE: String(waitScale) }),
      ...(functionsCall === undefined ? {} : { AWS_ENDPOINT_URL: functionsCall }),
      ...(cache === undefined ? {} : { REDIS_HOST: cache.host, REDIS_PORT: String(cache.port) }),
      // Functions are its children, and begin with its environment.
      ...(trusted === undefined ? {} : { NODE_EXTRA_CA_CERTS: trusted }),
    }),
    ready: '/_ministack/health',
    reset: '/_ministack/reset',
  });
}
