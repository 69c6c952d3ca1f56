/** Text of evidence cut to a length, without half a character at the end. The rest is to be found by the pointer. */
export function short(text: string, longest: number): string {
  const whole = text.toWellFormed();
  if (whole.length <= longest) return whole;
  return `${whole.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
