/** What a look at JSON text tells without building it. */
export interface JsonScan {
  /** How deep arrays and objects are nested. */
  readonly depth: number;
  /** Where the elements of the outermost array begin and end; undefined when the text is no array. */
  readonly elements: readonly (readonly [start: number, end: number])[] | undefined;
}

/** Walks over JSON text once, without recursion. Text that is no JSON gives some answer; the parser judges it. */
export function scanJson(text: string): JsonScan {
  const isArray = text.trimStart().startsWith('[');
  const elements: [number, number][] = [];
  let depth = 0;
  let deepest = 0;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === '[' || character === '{') {
      depth += 1;
      deepest = Math.max(deepest, depth);
      if (depth === 1) start = at + 1;
    } else if (character === ']' || character === '}') {
      if (depth === 1 && isArray) close(elements, text, [start, at]);
      depth -= 1;
    } else if (character === ',' && depth === 1 && isArray) {
      close(elements, text, [start, at]);
      start = at + 1;
    }
  }
  return { depth: deepest, elements: isArray ? elements : undefined };
}

/** Position of the closing quotation mark of the string that begins at `from`. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

function close(
  elements: [number, number][],
  text: string,
  [from, to]: readonly [number, number],
): void {
  const inside = text.slice(from, to);
  if (inside.trim() === '') return;
  const start = from + (inside.length - inside.trimStart().length);
  elements.push([start, start + inside.trim().length]);
}
