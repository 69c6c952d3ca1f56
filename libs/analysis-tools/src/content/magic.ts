/** What the first bytes of a file say that it is. */
export type ContentKind =
  | 'elf'
  | 'script'
  | 'php'
  | 'pe'
  | 'gzip'
  | 'zip'
  | 'xz'
  | 'bzip2'
  | 'zstd'
  | '7z'
  | 'rar'
  | 'tar'
  | 'text'
  | 'binary'
  | 'empty';

const signatures: readonly (readonly [ContentKind, number, string])[] = [
  ['elf', 0, '\x7fELF'],
  ['script', 0, '#!'],
  ['pe', 0, 'MZ'],
  ['gzip', 0, '\x1f\x8b\x08'],
  ['zip', 0, 'PK\x03\x04'],
  ['xz', 0, '\xfd7zXZ\x00'],
  ['bzip2', 0, 'BZh'],
  ['zstd', 0, '\x28\xb5\x2f\xfd'],
  ['7z', 0, '7z\xbc\xaf\x27\x1c'],
  ['rar', 0, 'Rar!\x1a\x07'],
  ['tar', 257, 'ustar'],
];

export const archiveKinds: readonly ContentKind[] = [
  'gzip',
  'zip',
  'xz',
  'bzip2',
  'zstd',
  '7z',
  'rar',
  'tar',
];

/** Tells the kind of a file from its first 4 KiB; names and extensions are the intruder's choice and say nothing. */
export function kindOf(head: Uint8Array): ContentKind {
  if (head.length === 0) return 'empty';
  const text = Buffer.from(head.subarray(0, 4096)).toString('latin1');
  const known = signatures.find(([, offset, bytes]) => text.startsWith(bytes, offset));
  if (known !== undefined)
    return known[0] === 'script' && text.includes('<?php') ? 'php' : known[0];
  if (/<\?(php\b|=)/.test(text)) return 'php';
  // eslint-disable-next-line no-control-regex -- control characters tell text from binary
  return /[\u0000-\u0008\u000e-\u001a]/.test(text) ? 'binary' : 'text';
}
