import type { IncomingHttpHeaders } from 'node:http';
import { formParameters } from './form-parameters.ts';
import { protocolOf } from './protocols.ts';
import { restOperation } from './rest-operations.ts';
import { lockIn } from './s3-lock.ts';
import { s3Operation, s3Parameters } from './s3-facts.ts';

export interface Operation {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface RequestParts {
  readonly service: string;
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** Absent where it is streamed. */
  readonly body: Uint8Array | undefined;
}

/** Which operation of its service a request is, and with which parameters. Reads only what a client has sent. */
export function operationOf(request: RequestParts): Operation {
  const { service, method, url, headers } = request;
  switch (protocolOf(service)) {
    case 'ec2':
    case 'query': {
      const form = new URLSearchParams(`${url.search.slice(1)}&${textOf(request.body)}`);
      return { name: form.get('Action') ?? 'unknown', parameters: formParameters(form) };
    }
    case 'json':
      return { name: targetOf(url, headers), parameters: jsonIn(request.body) };
    case 's3':
      return {
        name: s3Operation(method, url, headers),
        parameters: { ...s3Parameters(url, headers), ...lockIn(textOf(request.body)) },
      };
    case 'rest-json':
      return {
        name: restOperation(service, method, url.pathname),
        parameters: { path: url.pathname, ...queryOf(url), ...jsonIn(request.body) },
      };
  }
}

function targetOf(url: URL, headers: IncomingHttpHeaders): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.split('.').at(-1) ?? 'unknown';
  return /\/operation\/(\w+)$/.exec(url.pathname)?.[1] ?? 'unknown';
}

const textOf = (body: Uint8Array | undefined): string => Buffer.from(body ?? []).toString('utf8');
const queryOf = (url: URL): Record<string, string> => Object.fromEntries(url.searchParams);

/** What is not an object of JSON has no parameters of its own; the emulator says what it thinks of it. */
function jsonIn(body: Uint8Array | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(textOf(body));
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value))
      : {};
  } catch {
    return {};
  }
}
