/** A command of a shell line: its words, without redirections. */
export type Words = readonly string[];

const SEPARATORS = new Set([';', '&', '|', '\n', '(', ')', '`', '{', '}']);

/**
 * Cuts a line of shell into simple commands and those into words: enough of the grammar of sh(1) to say which program
 * is run. It never runs or expands anything. A hostile line gives odd words at worst.
 */
export function commandsIn(line: string): readonly Words[] {
  const reader = new ShellReader(line);
  return reader.read().filter((words) => words.length > 0);
}

class ShellReader {
  readonly #line: string;
  #position = 0;
  #commands: string[][] = [[]];
  #word: string | undefined;

  constructor(line: string) {
    this.#line = line;
  }

  read(): readonly Words[] {
    while (this.#position < this.#line.length) this.#step(this.#line.charAt(this.#position));
    this.#endWord();
    return this.#commands;
  }

  #step(character: string): void {
    if (character === '\\') this.#take(this.#line.charAt(this.#position + 1), 2);
    else if (character === "'" || character === '"') this.#quoted(character);
    else if (character === '#' && this.#word === undefined) this.#position = this.#endOfLine();
    else if (character === '$' && this.#line.charAt(this.#position + 1) === '(') this.#separate(2);
    else if (character === '>' || character === '<') this.#redirection();
    else if (SEPARATORS.has(character)) this.#separate(1);
    else if (/\s/.test(character)) this.#endWord(1);
    else this.#take(character, 1);
  }

  #take(text: string, step: number): void {
    this.#word = (this.#word ?? '') + text;
    this.#position += step;
  }

  #quoted(quote: string): void {
    let text = '';
    this.#position += 1;
    while (this.#position < this.#line.length) {
      const character = this.#line.charAt(this.#position);
      if (character === quote) break;
      const escaped = quote === '"' && character === '\\';
      text += escaped ? this.#line.charAt(this.#position + 1) : character;
      this.#position += escaped ? 2 : 1;
    }
    this.#take(text, 1);
  }

  /** `2>&1`, `>file`, `<<< text`: neither the operator nor its target is a word of the command. */
  #redirection(): void {
    if (this.#word !== undefined && /^\d+$/.test(this.#word)) this.#word = undefined;
    this.#endWord();
    const [operator = '>'] = /^[<>]+[&|]?\s*/.exec(this.#line.slice(this.#position)) ?? [];
    this.#position += operator.length;
    const [target = ''] =
      /^("[^"]*"|'[^']*'|[^\s;&|()]+)/.exec(this.#line.slice(this.#position)) ?? [];
    this.#position += target.length;
  }

  #separate(step: number): void {
    this.#endWord(step);
    this.#commands.push([]);
  }

  #endWord(step = 0): void {
    if (this.#word !== undefined) this.#commands.at(-1)?.push(this.#word);
    this.#word = undefined;
    this.#position += step;
  }

  #endOfLine(): number {
    const end = this.#line.indexOf('\n', this.#position);
    return end < 0 ? this.#line.length : end;
  }
}
