import { describe, expect, it } from 'vitest';
import { readFiwalk } from './fiwalk-xml.ts';
import type { WalkedItem } from './fiwalk-xml.ts';

const file = (fields: string): string =>
  `<fileobject><parent_object><inode>2</inode></parent_object>${fields}</fileobject>`;
const xml = (files: string): string =>
  `<?xml version='1.0' encoding='UTF-8'?><dfxml><volume offset='4194304'><block_size>4096</block_size><ftype_str>ext4</ftype_str>${files}</volume></dfxml>`;

async function read(text: string, size = 7): Promise<readonly WalkedItem[]> {
  const bytes = Buffer.from(text, 'latin1');
  async function* pieces(): AsyncGenerator<Uint8Array> {
    await Promise.resolve();
    for (let start = 0; start < bytes.length; start += size)
      yield bytes.subarray(start, start + size);
  }
  const items: WalkedItem[] = [];
  for await (const item of readFiwalk(pieces())) items.push(item);
  return items;
}

const only = async (fields: string) => {
  const item = (await read(xml(file(fields)))).find(({ kind }) => kind === 'file');
  return item?.kind === 'file' ? item.file : undefined;
};

describe('when a listing of fiwalk is read', () => {
  it('gives volumes and files, in whichever pieces it comes', async () => {
    const fields =
      '<filename>etc/passwd</filename><inode>12</inode><meta_type>1</meta_type><mode>2541</mode><filesize>9</filesize><mtime>2026-11-18T02:00:00Z</mtime><crtime>1970-01-01T00:00:00Z</crtime>';
    for (const size of [1, 3, 64, 5000]) {
      const [volume, item] = await read(xml(file(fields)), size);

      expect(volume).toEqual({
        kind: 'volume',
        volume: { offset: 4194304, fileSystem: 'ext4', blockSize: 4096 },
      });
      expect(item).toMatchObject({
        volume: 4194304,
        file: { inode: '12', type: 'file', mode: 0o4755, size: 9, times: { modified: 1794967200 } },
      });
      expect(item?.kind === 'file' && item.file.times.born).toBe(undefined);
    }
  });

  it('F-70 gives names back byte by byte: control characters, backslashes, what is no UTF-8, markup', async () => {
    const names: readonly (readonly [string, Buffer])[] = [
      ['new\\x0Aline', Buffer.from('new\nline')],
      ['lit\\x5Cx0Aback', Buffer.from('lit\\x0Aback')],
      ['inv\\xFF\\xFEalid', Buffer.from([0x69, 0x6e, 0x76, 0xff, 0xfe, 0x61, 0x6c, 0x69, 0x64])],
      [
        '&lt;img src=x onerror=alert(1)&gt;&amp;&quot;',
        Buffer.from('<img src=x onerror=alert(1)>&"'),
      ],
      ['caf\u00c3\u00a9', Buffer.from('café')],
      ['0|fake|1\\x0A0|injected|9|r', Buffer.from('0|fake|1\n0|injected|9|r')],
    ];
    for (const [written, bytes] of names) {
      expect((await only(`<filename>${written}</filename>`))?.path.equals(bytes)).toBe(true);
    }
  });

  it('F-72 does not take the place of a resident content at its word: it would be the boot sector', async () => {
    const found = await only(
      "<filename>small</filename><byte_runs><byte_run file_offset='0' fs_offset='0' img_offset='0' len='14' type='resident'/></byte_runs>",
    );

    expect(found).toMatchObject({ resident: true, runs: [] });
  });

  it('keeps holes apart from places, so that zeros are not read from elsewhere', async () => {
    const found = await only(
      "<filename>sparse</filename><byte_runs><byte_run file_offset='0' img_offset='4096' len='4096'/><byte_run file_offset='4096' fill='0' len='8192'/></byte_runs>",
    );

    expect(found?.runs).toEqual([
      { fileOffset: 0, imageOffset: 4096, length: 4096 },
      { fileOffset: 4096, length: 8192 },
    ]);
  });

  it('F-72 bears an inode that claims more bytes than there are in the world', async () => {
    expect(
      (await only('<filename>huge</filename><filesize>1152921504606846976</filesize>'))?.size,
    ).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('F-06 takes a listing that ends too early for no listing', async () => {
    const whole = xml(file('<filename>a</filename>'));

    await expect(read(whole.slice(0, -8))).rejects.toMatchObject({
      code: expect.stringMatching(/^analysis\.output-/) as string,
    });
    await expect(read('')).rejects.toMatchObject({
      code: expect.stringMatching(/^analysis\.output-/) as string,
    });
    await expect(read('fiwalk: no such file')).rejects.toMatchObject({
      code: 'analysis.output-not-understood',
    });
  });
});
