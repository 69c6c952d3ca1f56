/** Collects what differs, in words: all of it counts, the first ones are kept. */
export class Faults {
  readonly #list: string[] = [];
  #more = 0;

  add(fault: string): void {
    if (this.#list.length < MOST) this.#list.push(fault);
    else this.#more += 1;
  }

  compare(what: string, found: Measured, said: Measured): void {
    if (found.bytes !== said.bytes)
      this.add(`${what}: ${String(found.bytes)} bytes instead of ${String(said.bytes)}`);
    if (found.sha256 !== said.sha256)
      this.add(`${what}: SHA-256 ${found.sha256 ?? 'none'} instead of ${said.sha256 ?? 'none'}`);
  }

  get list(): readonly string[] {
    return this.#more === 0 ? this.#list : [...this.#list, `and ${String(this.#more)} more`];
  }
}

export interface Measured {
  readonly bytes: number;
  readonly sha256: string | undefined;
}

const MOST = 50;
