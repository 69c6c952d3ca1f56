import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkTimestampResponse, timestampRequest } from '@afo/custody';
import { verifyPath } from '@afo/verify/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { answer, makeAuthority } from './support/authority.ts';
import { bagit, group, openssl, run, runWell, zstd } from './support/programs.ts';
import { freshEcdsaSigner } from '../src/vectors/key.ts';
import type { Stamp } from './support/written-bundle.ts';
import { SIGNER, writeBundle } from './support/written-bundle.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'afo-cross-check-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const bundleIn = async (name: string, stamp?: Stamp): Promise<string> => {
  const path = join(folder, name);
  await writeBundle(path, { now: Date.now(), ...(stamp === undefined ? {} : { stamp }) });
  return path;
};

describe('when the verifier reads what the writer wrote', () => {
  it('proves it down to the bytes', async () => {
    const verdict = await verifyPath(await bundleIn('plain'), { keys: [SIGNER.vkey] });

    expect(verdict).toMatchObject({
      status: 'proven',
      exitCode: 0,
      faults: [],
      missing: [],
      trust: { basis: 'pinned' },
    });
    expect(verdict.checked.items).toEqual({ byBytes: ['E-0001', 'E-0002'], byManifest: [] });
  });

  it('proves one that an ECDSA key signed, and says so', async () => {
    const signer = freshEcdsaSigner('afo.example/ecdsa');
    const path = join(folder, 'ecdsa');
    await writeBundle(path, { now: Date.now(), signer });

    expect(await verifyPath(path, { keys: [signer.vkey] })).toMatchObject({
      status: 'proven',
      exitCode: 0,
      trust: { basis: 'pinned', keys: [{ name: signer.keyName, algorithm: 'ecdsa-p256' }] },
    });
  });
});

describe.skipIf(bagit.missing !== undefined)(
  group('when the BagIt tool of the Library of Congress reads a bundle', bagit.missing),
  () => {
    it('finds it valid, and a forged one not', async () => {
      const path = await bundleIn('bag');
      const validate = () => run(bagit.python, ['-m', 'bagit', '--validate', path], folder);

      expect(validate()).toMatchObject({ status: 0 });
      writeFileSync(join(path, 'data/case.log'), 'forged');
      expect(validate().status).not.toBe(0);
    });
  },
);

describe.skipIf(openssl.missing !== undefined)(
  group('when a timestamp authority made with openssl stamps a checkpoint', openssl.missing),
  () => {
    it('is asked, checked and proven by us, and proven by openssl over the same note', async () => {
      makeAuthority(folder);
      const root = readFileSync(join(folder, 'root.pem'), 'utf8');
      const path = await bundleIn('stamped', (digest) => {
        const question = { digest, nonce: randomBytes(16) };
        writeFileSync(join(folder, 'question.tsq'), timestampRequest(question));
        answer(folder, 'question');
        const response = readFileSync(join(folder, 'question.tsr'));
        checkTimestampResponse(response, question);
        return response;
      });
      const [size] = (await verifyPath(path)).checked.timestamps.map((one) => one.size);
      const note = `data/checkpoints/${String(size)}.note`;
      const byOpenssl = () =>
        run(
          'openssl',
          [
            'ts',
            '-verify',
            '-in',
            `data/timestamps/${String(size)}.tsr`,
            '-data',
            note,
            '-CAfile',
            join(folder, 'root.pem'),
          ],
          path,
        );

      expect(byOpenssl().stdout).toContain('Verification: OK');
      expect(await verifyPath(path, { timestampRoots: [root] })).toMatchObject({
        status: 'proven',
        trust: { time: 'pinned-root' },
      });
      expect((await verifyPath(path)).trust.time).toBe('token-only');

      writeFileSync(join(path, note), `${readFileSync(join(path, note), 'utf8')}— x AAAAAAAA\n`);
      expect(byOpenssl().status).not.toBe(0);
      expect(
        (await verifyPath(path, { timestampRoots: [root] })).faults.map(({ code }) => code),
      ).toContain('timestamp.imprint');
    }, 60_000);

    it('does not vouch for another authority', async () => {
      const other = mkdtempSync(join(folder, 'other-'));
      makeAuthority(other);
      const root = readFileSync(join(other, 'root.pem'), 'utf8');

      expect(
        (await verifyPath(join(folder, 'stamped'), { timestampRoots: [root] })).faults.map(
          ({ code }) => code,
        ),
      ).toContain('timestamp.imprint');
      const path = await bundleIn('other', (digest) => {
        writeFileSync(
          join(folder, 'again.tsq'),
          timestampRequest({ digest, nonce: randomBytes(8) }),
        );
        answer(folder, 'again');
        return readFileSync(join(folder, 'again.tsr'));
      });
      expect(
        (await verifyPath(path, { timestampRoots: [root] })).faults.map(({ code }) => code),
      ).toEqual(['timestamp.chain']);
    }, 60_000);
  },
);

const byHand = openssl.missing ?? zstd.missing;
describe.skipIf(byHand !== undefined)(
  group('when somebody checks a bundle by hand, as VERIFY.md says', byHand),
  () => {
    /** Runs every block of commands of the guide, and gives what became of each. */
    const followGuide = (path: string) =>
      [...readFileSync(join(path, 'data/VERIFY.md'), 'utf8').matchAll(/```sh\n(.*?)```/gs)].map(
        ([, commands = '']) => run('sh', ['-euc', commands], path),
      );

    it('finds every block of commands to succeed, and leaves nothing behind', async () => {
      const path = await bundleIn('by-hand');
      const before = runWell('find', ['.'], path);

      const results = followGuide(path);

      expect(results.map(({ status, stderr }) => [status, stderr])).toEqual(
        results.map(() => [0, '']),
      );
      expect(results).toHaveLength(5);
      expect(results.map(({ stdout }) => stdout).join()).toMatch(
        /Signature Verified Successfully[^]*root of the log/,
      );
      expect(runWell('find', ['.'], path)).toBe(before);
    }, 60_000);

    it('checks the signature of an ECDSA key with openssl too', async () => {
      const path = join(folder, 'by-hand-ecdsa');
      await writeBundle(path, {
        now: Date.now(),
        signer: freshEcdsaSigner('afo.example/ecdsa'),
      });

      const results = followGuide(path);

      expect(results.map(({ status, stderr }) => [status, stderr])).toEqual(
        results.map(() => [0, '']),
      );
      expect(results[1]?.stdout).toContain('Verified OK');
      const note = join(path, 'data/checkpoints/8.note');
      writeFileSync(note, readFileSync(note, 'utf8').replace('\n8\n', '\n9\n'));
      expect(followGuide(path)[1]?.status).not.toBe(0);
    }, 60_000);

    it.each([
      ['an entry', 'data/case.log', [0, 2]],
      ['the checkpoint', 'data/checkpoints/8.note', [0, 1]],
      ['the key', `data/keys/${SIGNER.vkey.split('+')[1] ?? ''}.vkey`, [0, 1]],
      ['the block digests', 'data/blocks/E-0001.blocks', [0, 3]],
      ['a manifest', 'data/manifests/E-0002.json', [0, 4]],
    ])(
      'finds out that %s was altered',
      async (name, file, failing) => {
        const path = await bundleIn(`altered ${name}`);
        const bytes = readFileSync(join(path, file));
        const at = bytes.length - 30;
        bytes[at] = (bytes[at] ?? 0) ^ 1;
        writeFileSync(join(path, file), bytes);

        const failed = followGuide(path).flatMap(({ status }, index) =>
          status === 0 ? [] : [index],
        );

        expect(failed).toEqual(failing);
      },
      60_000,
    );
  },
);
