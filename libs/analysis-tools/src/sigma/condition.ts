import { AnalysisError } from '../errors.ts';
import { escapeForRegExp } from './escape.ts';

/** Whether the search of that name matches the record at hand. */
export type Searches = (name: string) => boolean;
export type Condition = (searches: Searches) => boolean;

/**
 * Compiles the condition of a Sigma rule: names, `and`, `or`, `not`, brackets, and `1 of` or `all of` with `them` or a
 * pattern. What it does not know it refuses, since a rule half understood would stay silent for ever.
 */
export function compileCondition(source: string, names: readonly string[]): Condition {
  const parser = new ConditionParser(source.match(/[()]|[^\s()]+/g) ?? [], names);
  return parser.parse();
}

class ConditionParser {
  readonly #tokens: readonly string[];
  readonly #names: readonly string[];
  #next = 0;

  constructor(tokens: readonly string[], names: readonly string[]) {
    this.#tokens = tokens;
    this.#names = names;
  }

  parse(): Condition {
    const condition = this.#or();
    if (this.#next < this.#tokens.length) throw refused(`${this.#word()} is not expected`);
    return condition;
  }

  #or(): Condition {
    const parts = [this.#and()];
    while (this.#take('or')) parts.push(this.#and());
    return (searches) => parts.some((part) => part(searches));
  }

  #and(): Condition {
    const parts = [this.#not()];
    while (this.#take('and')) parts.push(this.#not());
    return (searches) => parts.every((part) => part(searches));
  }

  #not(): Condition {
    if (!this.#take('not')) return this.#term();
    const inner = this.#not();
    return (searches) => !inner(searches);
  }

  #term(): Condition {
    if (this.#take('(')) {
      const inner = this.#or();
      if (!this.#take(')')) throw refused('a bracket is not closed');
      return inner;
    }
    const word = this.#word();
    this.#next += 1;
    if (word === '1' || word === 'any') return this.#of('some');
    if (word === 'all') return this.#of('every');
    return this.#named(word);
  }

  #of(quantifier: 'some' | 'every'): Condition {
    if (!this.#take('of')) throw refused('a number stands without "of"');
    const pattern = this.#word();
    this.#next += 1;
    const meant = this.#meantBy(pattern);
    return (searches) => meant[quantifier](searches);
  }

  #meantBy(pattern: string): readonly string[] {
    const meant =
      pattern === 'them'
        ? this.#names.filter((name) => !name.startsWith('_'))
        : this.#names.filter((name) => globOf(pattern).test(name));
    if (meant.length === 0) throw refused(`nothing is called ${pattern}`);
    return meant;
  }

  #named(name: string): Condition {
    if (!this.#names.includes(name)) throw refused(`nothing is called ${name}`);
    return (searches) => searches(name);
  }

  #take(word: string): boolean {
    const taken = this.#tokens[this.#next]?.toLowerCase() === word;
    if (taken) this.#next += 1;
    return taken;
  }

  #word(): string {
    const word = this.#tokens[this.#next];
    if (word === undefined) throw refused('the condition ends too early');
    return word;
  }
}

const globOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => escapeForRegExp(part))
      .join('.*')}$`,
  );

const refused = (detail: string): AnalysisError =>
  new AnalysisError('analysis.rules-invalid', `condition of a Sigma rule: ${detail}`);
