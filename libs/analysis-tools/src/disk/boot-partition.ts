import { closeSync, openSync, readSync } from 'node:fs';

const SECTOR = 512;
const ENTRY = 128;
/** The type of a BIOS boot partition reads so when its GUID is taken as text. */
const BIOS_BOOT = 'Hah!IdontNeedEFI';

/** The first sectors of the partitions that hold a boot loader and never a file system, from the GPT. */
export function bootPartitions(image: string): ReadonlySet<number> {
  const descriptor = openSync(image, 'r');
  try {
    const header = Buffer.alloc(SECTOR);
    readSync(descriptor, header, 0, SECTOR, SECTOR);
    if (header.toString('latin1', 0, 8) !== 'EFI PART') return new Set();
    const table = Buffer.alloc(Math.min(header.readUInt32LE(80), 1024) * ENTRY);
    readSync(
      descriptor,
      table,
      0,
      table.length,
      Number(header.readBigUInt64LE(72) & 0xffffffffn) * SECTOR,
    );
    const found = new Set<number>();
    for (let start = 0; start < table.length; start += ENTRY) {
      const type = table.toString('latin1', start, start + 16);
      if (type === BIOS_BOOT) found.add(Number(table.readBigUInt64LE(start + 32)));
    }
    return found;
  } finally {
    closeSync(descriptor);
  }
}
