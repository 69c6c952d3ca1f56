import { randomUUID } from 'node:crypto';
import { protocolOf } from './protocols.ts';
import type { Protocol } from './protocols.ts';

/** An answer that the gateway gives itself. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** An error as a service words it: which code the SDK names it by, and with which status it comes. */
export interface ApiFault {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** An error in the shape of the service's protocol, so that the SDK gives it its right name. */
export function errorAnswer(service: string, fault: ApiFault): ApiAnswer {
  const id = randomUUID();
  const protocol = protocolOf(service);
  return {
    status: fault.status,
    headers: {
      'content-type': contentTypeOf(protocol),
      'x-amzn-requestid': id,
      'x-amz-request-id': id,
      ...(protocol === 'json' || protocol === 'rest-json'
        ? { 'x-amzn-errortype': fault.code }
        : {}),
    },
    body: errorBody(protocol, fault, id),
  };
}

/** A JSON answer of a service whose protocol is JSON. */
export function jsonAnswer(value: unknown): ApiAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify(value),
  };
}

/** An XML answer of a service whose protocol is a query; `inner` is XML already. */
export function queryAnswer(service: string, operation: string, inner: string): ApiAnswer {
  const id = randomUUID();
  const body =
    protocolOf(service) === 'ec2'
      ? `<${operation}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>${id}</requestId>${inner}</${operation}Response>`
      : `<${operation}Response xmlns="https://${service}.amazonaws.com/doc/"><${operation}Result>${inner}</${operation}Result><ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></${operation}Response>`;
  return { status: 200, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': id }, body };
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};
export const xmlText = (text: string): string =>
  text.replaceAll(/[&<>"]/gu, (sign) => ENTITIES[sign] ?? '');

function contentTypeOf(protocol: Protocol): string {
  if (protocol === 'json') return 'application/x-amz-json-1.1';
  return protocol === 'rest-json' ? 'application/json' : 'text/xml';
}

function errorBody(protocol: Protocol, fault: ApiFault, id: string): string {
  const inner = `<Code>${xmlText(fault.code)}</Code><Message>${xmlText(fault.message)}</Message>`;
  switch (protocol) {
    case 'ec2':
      return `<Response><Errors><Error>${inner}</Error></Errors><RequestID>${id}</RequestID></Response>`;
    case 'query':
      return `<ErrorResponse><Error><Type>Sender</Type>${inner}</Error><RequestId>${id}</RequestId></ErrorResponse>`;
    case 's3':
      return `<Error>${inner}<RequestId>${id}</RequestId></Error>`;
    case 'json':
    case 'rest-json':
      return JSON.stringify({ __type: fault.code, message: fault.message, Message: fault.message });
  }
}
