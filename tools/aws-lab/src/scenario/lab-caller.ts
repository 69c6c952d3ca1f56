import { randomBytes } from 'node:crypto';

export interface Place {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
}

export type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;

/** Asks the services of a lab by plain HTTP, in the name of an account: by the query and JSON protocols, without an SDK. */
export class LabCaller {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** A call of a query protocol; answers with its XML. */
  async query(place: Place, action: string, parameters: Parameters): Promise<string> {
    const [service = '', operation = ''] = action.split(':');
    const form = new URLSearchParams({ Action: operation, Version: VERSIONS[service] ?? '' });
    for (const [name, value] of Object.entries(parameters))
      if (value !== undefined) form.set(name, String(value));
    return this.#send(
      { place, service, path: '/', method: 'POST' },
      { type: 'application/x-www-form-urlencoded', body: form.toString() },
    );
  }

  /** A call of a JSON protocol, by its target or (REST) by its path. */
  async json(place: Place, call: JsonCall, body: unknown): Promise<string> {
    return this.#send(
      { place, service: call.service, path: call.path ?? '/', method: call.method ?? 'POST' },
      { type: 'application/x-amz-json-1.1', body: JSON.stringify(body), target: call.target },
    );
  }

  async #send(
    to: {
      readonly place: Place;
      readonly service: string;
      readonly path: string;
      readonly method: string;
    },
    content: { readonly type: string; readonly body: string; readonly target?: string | undefined },
  ): Promise<string> {
    const { account, region } = to.place;
    const response = await fetch(`${this.#url}${to.path}`, {
      method: to.method,
      headers: {
        'content-type': content.type,
        // Nobody checks it here, and nothing that could be mistaken for a key is made up.
        authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/${region}/${to.service}/aws4_request, SignedHeaders=host, Signature=${randomBytes(4).toString('hex')}`,
        ...(content.target === undefined ? {} : { 'x-amz-target': content.target }),
      },
      body: content.body,
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(
        `the lab refuses: ${to.service}: ${content.body.slice(0, 200)}: ${text.slice(0, 500)}`,
      );
    return text;
  }
}

interface JsonCall {
  readonly service: string;
  readonly target?: string;
  readonly path?: string;
  readonly method?: string;
}

const VERSIONS: Readonly<Record<string, string>> = {
  ec2: '2016-11-15',
  iam: '2010-05-08',
  autoscaling: '2011-01-01',
  elasticloadbalancing: '2015-12-01',
};

/** A list as a query protocol writes it: `Tag.1.Key`, `Tag.1.Value`, `Tag.2.Key` … */
export const numbered = (name: string, members: readonly Parameters[]): Parameters =>
  Object.fromEntries(
    members.flatMap((member, at) =>
      Object.entries(member).map(
        ([field, value]) => [`${name}.${String(at + 1)}.${field}`, value] as const,
      ),
    ),
  );

/** The first text of an element. @throws Error where there is none */
export function textIn(xml: string, element: string): string {
  const found = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
  if (found === undefined) throw new Error(`an answer of the lab has no ${element}`);
  return found;
}

export const textsIn = (xml: string, element: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(
    ([, text]) => text ?? '',
  );
