/** The ids of what the lab has made, by the names of the scenario, e.g. `instance.web`, `volume.web./dev/xvda`. */
export class Names {
  readonly #ids = new Map<string, string>();

  set(name: string, id: string): string {
    if (this.#ids.has(name)) throw new Error(`the scenario has two of ${name}`);
    this.#ids.set(name, id);
    return id;
  }

  /** @throws Error for a name that the scenario does not have */
  id(name: string): string {
    const id = this.#ids.get(name);
    if (id === undefined) throw new Error(`the scenario has no ${name}`);
    return id;
  }

  all(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#ids);
  }

  /** A value with every `{{name}}` in its texts replaced. */
  fill(value: unknown): unknown {
    if (typeof value === 'string')
      return value.replaceAll(/\{\{([^{}]+)\}\}/gu, (_, name: string) => this.id(name));
    if (Array.isArray(value)) return value.map((inner) => this.fill(inner));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, this.fill(inner)]),
    );
  }
}
