import { closeSync, openSync, readSync } from 'node:fs';

const SECTOR = 512;
const EXTENDED = [0x05, 0x0f, 0x85];
const LONGEST = 1024;

/**
 * Follows the chain of extended partitions of a DOS table and tells when it bites its own tail (F-72): the Sleuth Kit
 * stops there without a word, and what a system would make of it nobody knows.
 */
export function isChainCyclic(image: string): boolean {
  const descriptor = openSync(image, 'r');
  try {
    const start = entriesAt(descriptor, 0).find(({ type }) => EXTENDED.includes(type))?.sector;
    const seen = new Set<number>();
    for (let table = start; table !== undefined && start !== undefined;) {
      if (seen.has(table) || seen.size > LONGEST) return true;
      seen.add(table);
      const next = entriesAt(descriptor, table).find(({ type }) => EXTENDED.includes(type));
      table = next === undefined ? undefined : start + next.sector;
    }
    return false;
  } finally {
    closeSync(descriptor);
  }
}

interface TableEntry {
  readonly type: number;
  readonly sector: number;
}

function entriesAt(descriptor: number, sector: number): readonly TableEntry[] {
  const table = Buffer.alloc(SECTOR);
  readSync(descriptor, table, 0, SECTOR, sector * SECTOR);
  if (table.readUInt16BE(510) !== 0x55aa) return [];
  return [446, 462, 478, 494].map((at) => ({
    type: table[at + 4] ?? 0,
    sector: table.readUInt32LE(at + 8),
  }));
}
