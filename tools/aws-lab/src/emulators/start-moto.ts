import { startProgram } from './emulator-process.ts';
import type { Emulator } from './emulator-process.ts';

/**
 * Starts moto: EC2, IAM, Auto Scaling, ELB, SSM, CloudTrail, CloudWatch Logs, STS, Organizations. The header
 * `x-moto-account-id` is the account that asks, wherever a request comes from.
 * @throws Error when `./afo` has not brought it, or when it does not answer within 30 s; never falls back to nothing
 */
export async function startMoto(): Promise<Emulator> {
  return startProgram({
    name: 'moto_server',
    args: (port) => ['-H', '127.0.0.1', '-p', String(port)],
    environment: () => ({}),
    ready: '/moto-api/data.json',
    reset: '/moto-api/reset',
  });
}
