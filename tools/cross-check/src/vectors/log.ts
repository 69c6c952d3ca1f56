import {
  CompactRange,
  consistencyProof,
  encodeEntry,
  inclusionProof,
  leafHash,
} from '@afo/custody';
import type { Entry } from '@afo/domain';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Entries with their lines and leaf hashes, and the root at every size. */
export function logVectors(entries: readonly Entry[]) {
  const lines = entries.map((entry) => encodeEntry(entry));
  return {
    entries: entries.map((entry, index) => {
      const line = lines[index] ?? '';
      return { entry, line, leaf: hex(leafHash(line)) };
    }),
    roots: rootsOf(lines),
  };
}

export function rootsOf(
  lines: readonly string[],
): readonly { readonly size: number; readonly root: string }[] {
  const range = new CompactRange();
  const roots: { size: number; root: string }[] = [{ size: 0, root: range.rootHex() }];
  for (const line of lines) {
    range.append(leafHash(line));
    roots.push({ size: range.size, root: range.rootHex() });
  }
  return roots;
}

/** Every inclusion proof in the whole log, and every consistency proof up to it. */
export function proofVectors(lines: readonly string[]) {
  const leaves = lines.map((line) => leafHash(line));
  const roots = rootsOf(lines);
  return {
    size: leaves.length,
    root: roots.at(-1)?.root,
    inclusion: leaves.map((leaf, index) => ({
      index,
      leaf: hex(leaf),
      proof: inclusionProof(leaves, index).map(hex),
    })),
    consistency: roots.map(({ size, root }) => ({
      size,
      root,
      proof: consistencyProof(leaves, size).map(hex),
    })),
  };
}
