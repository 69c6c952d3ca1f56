import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { differences, digestsBelow, sumsText } from './digests.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-digests-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('when files are compared with what was pinned', () => {
  it('names what is different, what is missing and what nobody pinned', () => {
    const pinned = { a: '1', b: '2', c: '3' };

    expect(differences(pinned, pinned)).toEqual([]);
    expect(differences({ a: '1', b: 'x', d: '4' }, pinned)).toEqual([
      'b is not what was pinned',
      'c is missing',
      'd is not pinned',
    ]);
  });

  it('writes a list that sha256sum reads, in one order whatever the file system says', async () => {
    await mkdir(join(folder, 'x'));
    await writeFile(join(folder, 'x', 'two'), '');
    await writeFile(join(folder, 'one'), 'abc');

    expect(sumsText(await digestsBelow(folder))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  one\n' +
        'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  x/two\n',
    );
  });

  it('refuses a link, which would be followed by whoever installs and by nobody who checks', async () => {
    await symlink('/etc/passwd', join(folder, 'link'));

    await expect(digestsBelow(folder)).rejects.toThrow('link is no plain file');
  });
});
