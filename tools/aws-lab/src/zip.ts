import { crc32 } from 'node:zlib';

/** One file as a ZIP archive, stored as it is (PKWARE APPNOTE 4.3): what a function is made of. */
export function zipOf(file: string, text: string): Buffer {
  const name = Buffer.from(file);
  const content = Buffer.from(text);
  const shape = Buffer.alloc(26);
  shape.writeUInt16LE(20, 0);
  shape.writeUInt32LE(crc32(content), 10);
  shape.writeUInt32LE(content.length, 14);
  shape.writeUInt32LE(content.length, 18);
  shape.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), shape, name, content]);
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(0o100644 * 0x10000, 6);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x03'), shape, tail, name]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, Buffer.from('PK\x05\x06'), end]);
}
