import { createHmac } from 'node:crypto';

/** What the server put into a token. */
export interface TokenFacts {
  readonly snapshot: string;
  readonly block: number;
  readonly expiresAt: number;
}

/** Block and page tokens: opaque to clients, of the characters and within the length that the API documents. */
export class Tokens {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  issue(kind: 'block' | 'page', { snapshot, block, expiresAt }: TokenFacts): string {
    const text = `${kind}:${snapshot}:${String(block)}:${String(expiresAt)}`;
    return Buffer.from(`${text}:${this.#seal(text)}`).toString('base64');
  }

  /** Undefined for what this server did not issue as such a token. */
  read(kind: 'block' | 'page', token: string): TokenFacts | undefined {
    const parts = Buffer.from(token, 'base64').toString('latin1').split(':');
    const [found, snapshot = '', block, expiresAt, seal] = parts;
    if (found !== kind || seal !== this.#seal(parts.slice(0, 4).join(':'))) return undefined;
    return { snapshot, block: Number(block), expiresAt: Number(expiresAt) };
  }

  #seal(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url').slice(0, 22);
  }
}
