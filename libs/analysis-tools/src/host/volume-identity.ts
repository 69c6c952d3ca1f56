import { closeSync, openSync, readSync } from 'node:fs';

/** What a file system calls itself: the names by which fstab(5) may mount it. */
export interface VolumeIdentity {
  readonly format: string;
  readonly uuid?: string;
  readonly label?: string;
}

interface Signature {
  readonly format: string;
  readonly at: number;
  readonly bytes: string;
  readonly uuid?: number;
  readonly label?: readonly [number, number];
}

const signatures: readonly Signature[] = [
  { format: 'ext', at: 1080, bytes: '\x53\xef', uuid: 1128, label: [1144, 16] },
  { format: 'XFS', at: 0, bytes: 'XFSB', uuid: 32, label: [108, 12] },
  { format: 'Btrfs', at: 65600, bytes: '_BHRfS_M', uuid: 65568, label: [65835, 256] },
  { format: 'LUKS', at: 0, bytes: 'LUKS\xba\xbe' },
  { format: 'LVM physical volume', at: 512, bytes: 'LABELONE' },
  { format: 'Linux swap', at: 4086, bytes: 'SWAPSPACE2', uuid: 1036, label: [1052, 16] },
  { format: 'NTFS', at: 3, bytes: 'NTFS    ' },
  { format: 'FAT', at: 82, bytes: 'FAT32   ' },
  { format: 'FAT', at: 54, bytes: 'FAT' },
  { format: 'SquashFS', at: 0, bytes: 'hsqs' },
  { format: 'ZFS', at: 131072, bytes: '\x0c\xb1\xba\0' },
  { format: 'Linux RAID member', at: 4096, bytes: '\xfc\x4e\x2b\xa9' },
];

/** Looks at the well-known places of superblocks; nothing where none of the formats is recognised. */
export function identifyVolume(image: string, offset: number): VolumeIdentity | undefined {
  const descriptor = openSync(image, 'r');
  try {
    const head = Buffer.alloc(132_096);
    readSync(descriptor, head, 0, head.length, offset);
    const text = head.toString('latin1');
    const found = signatures.find(({ at, bytes }) => text.startsWith(bytes, at));
    return found === undefined ? undefined : identityOf(found, head);
  } finally {
    closeSync(descriptor);
  }
}

function identityOf({ format, uuid, label }: Signature, head: Buffer): VolumeIdentity {
  const name = label === undefined ? '' : textAt(head, label);
  return {
    format,
    ...(uuid === undefined ? {} : { uuid: uuidAt(head, uuid) }),
    ...(name === '' ? {} : { label: name }),
  };
}

const uuidAt = (head: Buffer, at: number): string =>
  head.toString('hex', at, at + 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

const textAt = (head: Buffer, [at, length]: readonly [number, number]): string =>
  head
    .toString('utf8', at, at + length)
    .replace(/\0.*$/s, '')
    .trim();
