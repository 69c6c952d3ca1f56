import { randomUUID } from 'node:crypto';
import type { ApiAnswer } from './api-answer.ts';

/** An answer that is held whole. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

export const replyOf = (answer: ApiAnswer): Reply => ({
  status: answer.status,
  headers: answer.headers,
  body: Buffer.from(answer.body),
});

/** Every answer of AWS can be traced; emulators that send no id of their own get one. */
export function traced(headers: Reply['headers']): Reply['headers'] {
  return requestIdOf(headers) === undefined
    ? { ...headers, 'x-amzn-requestid': randomUUID() }
    : headers;
}

export function requestIdOf(headers: Reply['headers']): string | undefined {
  const id = headers['x-amzn-requestid'] ?? headers['x-amz-request-id'];
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** The name of an error as it stands in its answer, in whichever protocol. */
export function errorCodeOf(reply: Reply): string | undefined {
  if (reply.status < 400) return undefined;
  const header = reply.headers['x-amzn-errortype'];
  const text = reply.body.subarray(0, 8_192).toString('utf8');
  const told =
    (typeof header === 'string' ? header : undefined) ??
    /"(?:__type|code)"\s*:\s*"([^"]{1,200})"/.exec(text)?.[1] ??
    /<Code>([^<]{1,200})<\/Code>/.exec(text)?.[1];
  return told?.split('#').at(-1)?.split(':')[0] ?? `status ${String(reply.status)}`;
}
