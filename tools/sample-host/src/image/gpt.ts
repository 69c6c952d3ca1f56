import { crc32 } from 'node:zlib';

const SECTOR = 512;
const ENTRIES = 128;
const ENTRY = 128;
const TABLE_SECTORS = (ENTRIES * ENTRY) / SECTOR;

export interface GptPartition {
  /** Position in the table, from 1. */
  readonly number: number;
  readonly type: string;
  readonly id: string;
  readonly firstSector: number;
  readonly lastSector: number;
  readonly name: string;
}

export interface GptDisk {
  readonly sectors: number;
  readonly id: string;
  readonly partitions: readonly GptPartition[];
}

export interface DiskPart {
  /** Byte offset in the image. */
  readonly offset: number;
  readonly bytes: Buffer;
}

/** The parts of an image that make up its GUID partition table (UEFI specification 2.10, chapter 5). */
export function gptParts(disk: GptDisk): readonly DiskPart[] {
  const table = tableOf(disk.partitions);
  const last = disk.sectors - 1;
  return [
    { offset: 0, bytes: protectiveMbr(disk.sectors) },
    { offset: SECTOR, bytes: header({ disk, table, at: 1, other: last, tableAt: 2 }) },
    { offset: 2 * SECTOR, bytes: table },
    { offset: (last - TABLE_SECTORS) * SECTOR, bytes: table },
    {
      offset: last * SECTOR,
      bytes: header({ disk, table, at: last, other: 1, tableAt: last - TABLE_SECTORS }),
    },
  ];
}

interface HeaderFacts {
  readonly disk: GptDisk;
  readonly table: Buffer;
  readonly at: number;
  readonly other: number;
  readonly tableAt: number;
}

function header({ disk, table, at, other, tableAt }: HeaderFacts): Buffer {
  const bytes = Buffer.alloc(SECTOR);
  bytes.write('EFI PART', 0, 'latin1');
  bytes.writeUInt32LE(0x00010000, 8);
  bytes.writeUInt32LE(92, 12);
  bytes.writeBigUInt64LE(BigInt(at), 24);
  bytes.writeBigUInt64LE(BigInt(other), 32);
  bytes.writeBigUInt64LE(BigInt(2 + TABLE_SECTORS), 40);
  bytes.writeBigUInt64LE(BigInt(disk.sectors - TABLE_SECTORS - 2), 48);
  guid(disk.id).copy(bytes, 56);
  bytes.writeBigUInt64LE(BigInt(tableAt), 72);
  bytes.writeUInt32LE(ENTRIES, 80);
  bytes.writeUInt32LE(ENTRY, 84);
  bytes.writeUInt32LE(crc32(table), 88);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 92)), 16);
  return bytes;
}

function tableOf(partitions: readonly GptPartition[]): Buffer {
  const table = Buffer.alloc(ENTRIES * ENTRY);
  for (const partition of partitions) {
    const start = (partition.number - 1) * ENTRY;
    guid(partition.type).copy(table, start);
    guid(partition.id).copy(table, start + 16);
    table.writeBigUInt64LE(BigInt(partition.firstSector), start + 32);
    table.writeBigUInt64LE(BigInt(partition.lastSector), start + 40);
    table.write(partition.name, start + 56, 72, 'utf16le');
  }
  return table;
}

/** An MBR that shows the whole disk as taken to software that knows no GPT. */
function protectiveMbr(sectors: number): Buffer {
  const bytes = Buffer.alloc(SECTOR);
  bytes.set([0x00, 0x00, 0x02, 0x00, 0xee, 0xff, 0xff, 0xff], 446);
  bytes.writeUInt32LE(1, 454);
  bytes.writeUInt32LE(Math.min(sectors - 1, 0xffffffff), 458);
  bytes.set([0x55, 0xaa], 510);
  return bytes;
}

/** GUIDs are stored with their first three groups little-endian. */
function guid(text: string): Buffer {
  const bytes = Buffer.from(text.replaceAll('-', ''), 'hex');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}
