/**
 * True when `text` matches `pattern`: `*` is any run of characters, `?` is one, upper and lower case are equal.
 * Takes at most length(pattern) × length(text) steps, so that no pattern and no hostile text can stall it.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const wanted = pattern.toLowerCase();
  const given = text.toLowerCase();
  let at = 0;
  let position = 0;
  let star = -1;
  let resume = 0;
  while (position < given.length) {
    if (wanted[at] === '*') {
      star = at;
      resume = position;
      at += 1;
    } else if (wanted[at] === '?' || (at < wanted.length && wanted[at] === given[position])) {
      at += 1;
      position += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      position = resume;
    } else return false;
  }
  return /^\**$/.test(wanted.slice(at));
}
