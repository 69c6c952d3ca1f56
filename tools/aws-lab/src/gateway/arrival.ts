import type { IncomingMessage } from 'node:http';
import { wholeBody } from './bodies.ts';
import type { CredentialScope } from './credential-scope.ts';
import { operationOf } from './operation.ts';
import { asksForLock } from './s3-lock.ts';

/** A request that was read and understood; whether its signature stands for anybody is not asked yet. */
export interface Arrival {
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly service: string;
  readonly region: string;
  readonly operation: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly method: string;
  readonly presigned: boolean;
  readonly request: IncomingMessage;
  /** Absent where it is streamed. */
  readonly body: Buffer | undefined;
}

/** Objects and blocks go through; all else is read whole, as its operation stands in it. */
const STREAMED = new Set(['s3', 'ebs']);
export const isStreamed = (service: string): boolean => STREAMED.has(service);

export async function arrivalOf(
  request: IncomingMessage,
  scope: CredentialScope,
  order: { readonly number: number; readonly at: number },
): Promise<Arrival> {
  const { service, region, presigned } = scope;
  const method = request.method ?? 'GET';
  const url = new URL(request.url ?? '/', 'http://gateway');
  const isWhole = !isStreamed(service) || asksForLock(url);
  const body = isWhole ? await wholeBody(request) : undefined;
  const { name, parameters } = operationOf({
    ...{ service, method, url, body },
    headers: request.headers,
  });
  return {
    ...order,
    ...{ service, region, method, presigned, parameters, request, body },
    operation: name,
  };
}
