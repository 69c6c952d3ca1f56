import { Randomness, seedOf } from '../random.ts';

const HEADER = 64;
const PROGRAM_HEADER = 56;
const BASE = 0x400000n;
/** x86-64: exit(0). Whoever runs one of these programs gets nothing but that. */
const EXIT = [0xb8, 0x3c, 0x00, 0x00, 0x00, 0x31, 0xff, 0x0f, 0x05];

export interface InertElf {
  readonly bytes: number;
  /** What the noise is made from, so that no two programs are equal. */
  readonly name: string;
  readonly seed: number;
  readonly library?: boolean;
  /** Text that `strings` would show. */
  readonly text?: readonly string[];
}

/** A well-formed ELF file for x86-64 (System V ABI, gABI chapter 4) that exits at once when it is run. */
export function inertElf(recipe: InertElf): Buffer {
  const elf = Buffer.alloc(Math.max(recipe.bytes, HEADER + PROGRAM_HEADER + EXIT.length));
  const noise = new Randomness(seedOf(recipe.name, recipe.seed)).bytes(elf.length);
  elf.set(noise);
  writeHeader(elf, recipe.library === true);
  elf.set(EXIT, HEADER + PROGRAM_HEADER);
  writeText(elf, recipe.text ?? []);
  return elf;
}

function writeHeader(elf: Buffer, library: boolean): void {
  elf.fill(0, 0, HEADER + PROGRAM_HEADER);
  elf.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  elf.writeUInt16LE(library ? 3 : 2, 16); // ET_DYN or ET_EXEC
  elf.writeUInt16LE(62, 18); // EM_X86_64
  elf.writeUInt32LE(1, 20);
  elf.writeBigUInt64LE(library ? 0n : BASE + BigInt(HEADER + PROGRAM_HEADER), 24);
  elf.writeBigUInt64LE(BigInt(HEADER), 32);
  elf.writeUInt16LE(HEADER, 52);
  elf.writeUInt16LE(PROGRAM_HEADER, 54);
  elf.writeUInt16LE(1, 56);
  elf.writeUInt32LE(1, HEADER); // PT_LOAD
  elf.writeUInt32LE(5, HEADER + 4); // readable and executable
  elf.writeBigUInt64LE(library ? 0n : BASE, HEADER + 16);
  elf.writeBigUInt64LE(library ? 0n : BASE, HEADER + 24);
  elf.writeBigUInt64LE(BigInt(elf.length), HEADER + 32);
  elf.writeBigUInt64LE(BigInt(elf.length), HEADER + 40);
  elf.writeBigUInt64LE(0x1000n, HEADER + 48);
}

function writeText(elf: Buffer, lines: readonly string[]): void {
  const text = Buffer.from(lines.map((line) => `\0${line}\0`).join(''));
  text.copy(elf, Math.max(HEADER + PROGRAM_HEADER + EXIT.length, elf.length - text.length));
}
