import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signerConformance } from '@afo/conformance';
import { openSigner } from './key-file-signer.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-signer-'));
});
afterEach(() => rm(folder, { recursive: true }));
const keys = (): string => join(folder, 'keys');

describe('the signer with a key file', () => {
  signerConformance(() => openSigner(keys(), 'examiner-1/afo'));

  describe('when the stack starts for the first time', () => {
    it('makes one key, that nobody else can read, even when all processes start at once', async () => {
      const signers = await Promise.all(Array.from({ length: 8 }, () => openSigner(keys())));

      const vkeys = new Set(await Promise.all(signers.map((signer) => signer.publicKey())));
      expect(vkeys.size).toBe(1);
      expect((await stat(join(keys(), 'checkpoint.pem'))).mode & 0o777).toBe(0o600);
      expect((await readdir(keys())).sort()).toEqual(['checkpoint.pem', 'checkpoint.vkey']);
    });

    it('leaves the vkey in a file that can be handed out', async () => {
      const signer = await openSigner(keys(), 'lab-7/afo');

      expect(await readFile(join(keys(), 'checkpoint.vkey'), 'utf8')).toBe(
        `${await signer.publicKey()}\n`,
      );
    });
  });

  describe('when the stack starts again', () => {
    it('keeps key and name, whatever the machine is called by now', async () => {
      const before = await (await openSigner(keys(), 'old-name/afo')).publicKey();

      expect(await (await openSigner(keys(), 'new-name/afo')).publicKey()).toBe(before);
    });
  });

  describe('when the key cannot be trusted', () => {
    it.each([0o640, 0o604, 0o660])('refuses one that others can reach (mode %o)', async (mode) => {
      await openSigner(keys());
      await chmod(join(keys(), 'checkpoint.pem'), mode);

      await expect(openSigner(keys())).rejects.toMatchObject({
        code: 'signer.unavailable',
        message: expect.stringContaining('chmod 600') as unknown,
      });
    });

    it('refuses a key that is not the one of the vkey', async () => {
      await openSigner(keys());
      await rm(join(keys(), 'checkpoint.pem'));

      await expect(openSigner(keys())).rejects.toThrow(/do not belong together/);
    });

    it('refuses a file that holds no key', async () => {
      await openSigner(keys());
      await writeFile(join(keys(), 'checkpoint.pem'), 'nothing');

      await expect(openSigner(keys())).rejects.toMatchObject({ code: 'signer.unavailable' });
    });
  });
});
