/**
 * Snappy (https://github.com/google/snappy, format_description.txt): one compressed block. The input is hostile: every
 * length is checked, and the output never outgrows `most`. @throws SnappyError
 */
export function decodeSnappy(input: Uint8Array, most: number): Uint8Array {
  const { value: length, next } = varint(input);
  if (length > most) throw new SnappyError('a block that claims too much');
  const output = new Uint8Array(length);
  let from = next;
  let to = 0;
  while (from < input.byteLength) {
    const element = elementAt(input, from);
    if (element.length > length - to) throw new SnappyError('a block that holds more than it says');
    if (element.offset === undefined) {
      if (element.next + element.length > input.byteLength) throw cut();
      output.set(input.subarray(element.next, element.next + element.length), to);
      from = element.next + element.length;
    } else {
      copyWithin(output, to, { offset: element.offset, length: element.length });
      from = element.next;
    }
    to += element.length;
  }
  if (to !== length) throw new SnappyError('a block that holds less than it says');
  return output;
}

/** The input is not Snappy. */
export class SnappyError extends Error {}

/** A literal (without offset), or a copy of what was written `offset` bytes before. */
interface Element {
  readonly length: number;
  readonly offset?: number;
  /** Where the literal's bytes, or the next element, begin. */
  readonly next: number;
}

function elementAt(input: Uint8Array, at: number): Element {
  const tag = byteAt(input, at);
  const upper = tag >>> 2;
  switch (tag & 3) {
    case 0: {
      const extra = Math.max(0, upper - 59);
      const length = extra === 0 ? upper : littleEndian(input, at + 1, extra);
      return { length: length + 1, next: at + 1 + extra };
    }
    case 1:
      return {
        length: (upper & 7) + 4,
        offset: ((tag >>> 5) << 8) | byteAt(input, at + 1),
        next: at + 2,
      };
    case 2:
      return { length: upper + 1, offset: littleEndian(input, at + 1, 2), next: at + 3 };
    default:
      return { length: upper + 1, offset: littleEndian(input, at + 1, 4), next: at + 5 };
  }
}

/** A copy may reach into what it writes itself: then it repeats a pattern, byte by byte. */
function copyWithin(
  output: Uint8Array,
  to: number,
  { offset, length }: { readonly offset: number; readonly length: number },
): void {
  if (offset === 0 || offset > to) throw new SnappyError('a copy from before the beginning');
  if (offset >= length) output.copyWithin(to, to - offset, to - offset + length);
  else for (let n = 0; n < length; n += 1) output[to + n] = output[to - offset + n] ?? 0;
}

function varint(input: Uint8Array): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let n = 0; n < 5; n += 1) {
    const byte = byteAt(input, n);
    value += (byte & 0x7f) * 2 ** (7 * n);
    if (byte < 0x80) return { value, next: n + 1 };
  }
  throw new SnappyError('a length without an end');
}

function littleEndian(input: Uint8Array, at: number, bytes: number): number {
  let value = 0;
  for (let n = 0; n < bytes; n += 1) value += byteAt(input, at + n) * 2 ** (8 * n);
  return value;
}

function byteAt(input: Uint8Array, at: number): number {
  const byte = input[at];
  if (byte === undefined) throw cut();
  return byte;
}

const cut = (): SnappyError => new SnappyError('a block that ends too soon');
