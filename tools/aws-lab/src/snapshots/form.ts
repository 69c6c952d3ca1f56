/** The form of an EC2 query request: members of lists and structures are numbered and dotted names. */
export class Form {
  readonly #values: ReadonlyMap<string, string>;

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
  }

  static parse(body: string): Form {
    return new Form(new Map(new URLSearchParams(body)));
  }

  get(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** Members of a list of strings: `Name.1`, `Name.2` … */
  list(name: string): readonly string[] {
    return this.#numbered(name).flatMap((key) => this.#values.get(key) ?? []);
  }

  /** Members of a list of structures: `Name.1.Field`, `Name.2.Field` … */
  groups(name: string): readonly Form[] {
    return this.#numbered(name).map((key) => this.group(key));
  }

  group(name: string): Form {
    const inner = [...this.#values].flatMap(([key, value]): [string, string][] =>
      key.startsWith(`${name}.`) ? [[key.slice(name.length + 1), value]] : [],
    );
    return new Form(new Map(inner));
  }

  /** All of it but what nobody may keep. */
  kept(): Readonly<Record<string, string>> {
    const keep = [...this.#values].filter(
      ([key]) => !['PresignedUrl', 'Action', 'Version'].includes(key),
    );
    return Object.fromEntries(keep);
  }

  #numbered(name: string): readonly string[] {
    const keys = new Set<string>();
    for (const key of this.#values.keys()) {
      if (!key.startsWith(`${name}.`)) continue;
      const number = /^\d+/.exec(key.slice(name.length + 1))?.[0];
      if (number !== undefined) keys.add(`${name}.${number}`);
    }
    return [...keys].sort(
      (a, b) => Number(a.slice(name.length + 1)) - Number(b.slice(name.length + 1)),
    );
  }
}
