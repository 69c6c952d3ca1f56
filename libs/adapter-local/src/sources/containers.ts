/** What a file is by its first bytes. */
export type Container = 'qcow2' | 'ewf' | 'ewf2' | 'raw' | { readonly unsupported: string };

/** A container whose bytes, taken for a disk, would give an image in which nobody finds anything. */
const UNSUPPORTED: readonly (readonly [magic: string, offset: number, name: string])[] = [
  ['KDMV', 0, 'a VMDK'],
  ['COWD', 0, 'a VMDK'],
  ['# Disk DescriptorFile', 0, 'the descriptor of a VMDK'],
  ['vhdxfile', 0, 'a VHDX'],
  ['conectix', 0, 'a VHD'],
  ['\x7f\x10\xda\xbe', 0x40, 'a VDI'],
  ['AFF10\r\n', 0, 'an AFF'],
  ['LVF\x09\x0d\x0a\xff\x00', 0, 'a logical evidence file (L01)'],
  ['LEF2\x0d\x0a\x81\x00', 0, 'a logical evidence file (Lx01)'],
  ['\x1f\x8b\x08', 0, 'compressed by gzip'],
  ['\xfd7zXZ\x00', 0, 'compressed by xz'],
  ['\x28\xb5\x2f\xfd', 0, 'compressed by zstd'],
  ['7z\xbc\xaf\x27\x1c', 0, 'a 7z archive'],
  ['PK\x03\x04', 0, 'a ZIP archive (or an AFF4)'],
];

/** Looks at the first bytes of a file; 512 of them, or all there are. */
export function containerOf(head: Uint8Array): Container {
  const at = (offset: number, magic: string): boolean =>
    Buffer.from(head.subarray(offset, offset + magic.length)).equals(Buffer.from(magic, 'latin1'));
  if (at(0, 'QFI\xfb')) return 'qcow2';
  if (at(0, 'EVF\x09\x0d\x0a\xff\x00')) return 'ewf';
  if (at(0, 'EVF2\x0d\x0a\x81\x00')) return 'ewf2';
  const known = UNSUPPORTED.find(([magic, offset]) => at(offset, magic));
  return known === undefined ? 'raw' : { unsupported: known[2] };
}
