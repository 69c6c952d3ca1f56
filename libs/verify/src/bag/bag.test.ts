import { describe, expect, it } from 'vitest';

import type { Bundle } from '../../tests/support/bundle.ts';
import { readerOf, rebag, sha256 } from '../../tests/support/bundle.ts';
import { CaseWriter, logFiles } from '../../tests/support/case-writer.ts';
import { exported, granted, opened } from '../../tests/support/drafts.ts';
import { noteKey } from '../../tests/support/keys.ts';
import type { BundleReader, Verification, VerifyOptions } from '../index.ts';
import { VerifyError, verifyBundle } from '../index.ts';

const KEY = noteKey('afo.example/ours');
const LOG = 'data/case.log';

function small(): Bundle {
  const writer = new CaseWriter().add(opened, granted, exported()).checkpoint([KEY], false);
  return rebag(new Map(logFiles(writer, [KEY])));
}

const found = ({ faults }: Verification): string[] =>
  faults.map(({ code, place, message }) => `${code} ${place}: ${message}`);
const verdictOn = (bundle: Bundle, options?: VerifyOptions): Promise<Verification> =>
  verifyBundle(readerOf(bundle), options);
const changed = (path: string, text: string | undefined): Bundle => {
  const bundle = small();
  if (text === undefined) bundle.delete(path);
  else bundle.set(path, Buffer.from(text));
  return bundle;
};

describe('when something is no bundle', () => {
  it('cannot be read: exit code 2', async () => {
    const verdict = await verdictOn(new Map([['readme.txt', Buffer.from('hello')]]));

    expect(verdict).toMatchObject({ status: 'unreadable', exitCode: 2, trust: { basis: 'none' } });
    expect(found(verdict)).toEqual([
      'bag.unreadable bundle: neither bagit.txt nor data/case.log is there',
    ]);
  });

  it.each([
    [
      'says why it cannot be listed',
      new VerifyError('verify.unreadable', 'not a tar archive'),
      'not a tar archive',
    ],
    ['keeps what it does not know to itself', new Error('secret'), 'it cannot be listed'],
  ])('%s', async (_, error, message) => {
    const reader: BundleReader = {
      ...readerOf(new Map()),
      list: () => {
        throw error;
      },
    };

    expect(found(await verifyBundle(reader))).toEqual([`bag.unreadable bundle: ${message}`]);
  });

  it('F-72 gives up on a list of files without end', async () => {
    const reader: BundleReader = {
      ...readerOf(new Map()),
      size: () => Promise.resolve(0),
      async *list() {
        await Promise.resolve();
        for (let n = 0; ; n += 1) yield `data/${String(n)}`;
      },
    };

    expect(await verifyBundle(reader)).toMatchObject({
      exitCode: 2,
      faults: [{ message: 'more files than a bundle may have' }],
    });
  });

  it('is broken, not unreadable, when only the log is missing', async () => {
    const verdict = await verdictOn(rebag(changed(LOG, undefined)));

    expect(verdict.exitCode).toBe(1);
    expect(found(verdict)).toContain('log.missing file data/case.log: the bundle has no case log');
  });

  it('is broken when the log is empty', async () => {
    expect(found(await verdictOn(rebag(changed(LOG, ''))))).toContain(
      'log.empty file data/case.log: the case log has no entries',
    );
  });
});

describe('when files are not what they should be', () => {
  const withError = (path: string, where: 'size' | 'open', error: Error): BundleReader => {
    const reader = readerOf(small());
    const refuse = (one: string): void => {
      if (one === path) throw error;
    };
    return {
      ...reader,
      size: async (one) => {
        if (where === 'size') refuse(one);
        return await reader.size(one);
      },
      open: (one) => {
        if (where === 'open') refuse(one);
        return reader.open(one);
      },
    };
  };
  const special = new VerifyError('verify.special-file', 'not a regular file');

  it.each<[string, BundleReader, string]>([
    [
      'is a link',
      withError('bag-info.txt', 'size', special),
      'bag.special-file file bag-info.txt: not a regular file',
    ],
    [
      'cannot be measured',
      withError('bag-info.txt', 'size', new Error('EIO')),
      'bag.file-unreadable file bag-info.txt: the file cannot be read',
    ],
    [
      'became a link',
      withError(LOG, 'open', special),
      `bag.special-file file ${LOG}: not a regular file`,
    ],
    [
      'cannot be read',
      withError(LOG, 'open', new Error('EIO')),
      `bag.file-unreadable file ${LOG}: the file cannot be read to its end`,
    ],
    [
      'cannot be read, a key',
      withError(`data/keys/${KEY.id}.vkey`, 'open', new Error('EIO')),
      `bag.file-unreadable file data/keys/${KEY.id}.vkey: the file cannot be read to its end`,
    ],
    [
      'cannot be read, a note',
      withError('data/checkpoints/3.note', 'open', new Error('EIO')),
      'bag.file-unreadable file data/checkpoints/3.note: the file cannot be read to its end',
    ],
    [
      'cannot be read, the leaf hashes',
      withError('data/case.leaves', 'open', new Error('EIO')),
      'bag.file-unreadable file data/case.leaves: the file cannot be read to its end',
    ],
    [
      'cannot be read, the manifest',
      withError('manifest-sha256.txt', 'open', new Error('EIO')),
      'bag.file-unreadable file manifest-sha256.txt: the file cannot be read to its end',
    ],
    [
      'cannot be read, what the bag says of itself',
      withError('bag-info.txt', 'open', new Error('EIO')),
      'bag.file-unreadable file bag-info.txt: the file cannot be read to its end',
    ],
  ])('tells of one that %s', async (_, reader, expected) => {
    const verdict = await verifyBundle(reader);

    expect(verdict.exitCode).toBe(1);
    expect(found(verdict)).toContain(expected);
  });

  it('tells of a path that occurs often, once', async () => {
    const reader: BundleReader = {
      ...readerOf(small()),
      async *list() {
        yield* readerOf(small()).list();
        for (let n = 0; n < 3; n += 1) yield '../x';
      },
    };

    expect(found(await verifyBundle(reader))).toEqual([
      'bag.path file ../x: the path could leave the bag',
    ]);
  });

  it('F-72 reads no more of a timestamp than one has', async () => {
    const bundle = small();
    bundle.set('data/timestamps/3.tsr', Buffer.alloc(300_000));

    expect(found(await verdictOn(rebag(bundle))).join()).toContain('more than 262144 bytes');
  });

  it('F-72 reads no more of a small file than a small file has', async () => {
    const bundle = rebag(changed(`data/keys/${KEY.id}.vkey`, 'x'.repeat(5000)));

    expect(found(await verdictOn(bundle)).join()).toContain('more than 4096 bytes');
  });

  it('F-70 escapes names that would move the cursor, and cuts long ones', async () => {
    const bundle = rebag(small());
    bundle.set(`data/evidence/\u001b[2J\u202e${'x'.repeat(300)}`, Buffer.from('x'));

    const [first] = (await verdictOn(bundle)).faults.filter(
      ({ code }) => code === 'bag.file-unbound',
    );

    expect(first?.place).toMatch(/^file data\/evidence\/\\u\{1b\}\[2J\\u\{202e\}x+…$/);
  });
});

describe('when tag files are read', () => {
  it.each([
    ['of version 0.97', 'BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n', false],
    [
      'with carriage returns',
      'BagIt-Version: 1.0\r\nTag-File-Character-Encoding: UTF-8\r\n',
      false,
    ],
    ['of another version', 'BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n', true],
    ['in another encoding', 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-16\n', true],
  ])('judges a declaration %s', async (_, text, wrong) => {
    const codes = (await verdictOn(changed('bagit.txt', text))).faults.map(({ code }) => code);

    expect(codes.includes('bag.declaration')).toBe(wrong);
  });

  it('takes digests in capitals, tabs, stars and encoded names, as other tools write them', async () => {
    const bundle = small();
    bundle.set('data/100%\n.txt', Buffer.from('x'));
    const lines = [...bundle]
      .filter(([path]) => path.startsWith('data/'))
      .map(
        ([path, bytes]) =>
          `${sha256(bytes).toUpperCase()}\t*${path.replace('%', '%25').replace('\n', '%0a')}\r\n`,
      );
    bundle.set('manifest-sha256.txt', Buffer.from(lines.join('')));
    bundle.set('bag-info.txt', Buffer.from('Source-Organization: test\n'));

    expect(found(await verdictOn(bundle))).toEqual([
      'bag.file-altered file bag-info.txt: it has not the digest that the bag lists',
      'bag.file-altered file manifest-sha256.txt: it has not the digest that the bag lists',
    ]);
  });

  it.each([
    'nonsense',
    'https://example.org/x y data/x',
    'https://example.org/x 1 ../x',
    'https://example.org/x 1 data/x\nhttps://example.org/x 1 data/x',
  ])('tells that fetch.txt is wrong: %s', async (text) => {
    expect(found(await verdictOn(changed('fetch.txt', text))).join()).toContain(
      'bag.fetch file fetch.txt: not a line of fetch.txt, or a path twice',
    );
  });

  it('takes an unknown length in fetch.txt, and does not count a bag that is not whole', async () => {
    const bundle = small();
    bundle.set('fetch.txt', Buffer.from('https://example.org/x - data/x\n'));
    bundle.set('bag-info.txt', Buffer.from('Payload-Oxum: 1.1\n'));

    expect(found(await verdictOn(bundle)).join()).not.toContain('bag.oxum');
  });

  it('needs no bag-info.txt', async () => {
    const bundle = changed('bag-info.txt', undefined);
    bundle.set(
      'tagmanifest-sha256.txt',
      Buffer.from(
        bundle
          .get('tagmanifest-sha256.txt')
          ?.toString()
          .replace(/.*bag-info.txt\n/, '') ?? '',
      ),
    );

    expect(found(await verdictOn(bundle))).toEqual([]);
  });
});

describe('when files are not bound by the log', () => {
  it('names them, and some of many', async () => {
    const bundle = small();
    for (let n = 0; n < 25; n += 1)
      bundle.set(`data/extra-${String(n).padStart(2, '0')}.txt`, Buffer.from('x'));

    const { status, notes } = await verdictOn(rebag(bundle));

    expect(status).toBe('proven');
    expect(notes.find(({ place }) => place === 'files')?.message).toMatch(
      /^not bound by the log: data\/extra-00.txt, .* and 5 more$/,
    );
  });

  it('says that a key in the bundle does not count when others were given', async () => {
    const bundle = small();
    const other = noteKey('somebody');
    bundle.set(`data/keys/${other.id}.vkey`, Buffer.from(`${other.vkey}\n`));

    const { status, notes, trust } = await verdictOn(rebag(bundle), { keys: [KEY.vkey] });

    expect(status).toBe('proven');
    expect(trust.keys.map(({ name }) => name)).toEqual([KEY.name]);
    expect(notes.filter(({ place }) => place === 'keys').map(({ message }) => message)).toEqual([
      `${other.vkey} is in the bundle and not among the keys that were given: it does not count`,
    ]);
  });
});

describe('when somebody watches or stops a verification', () => {
  it('tells how far it is, up to the whole', async () => {
    const seen: number[] = [];
    const bundle = small();

    await verdictOn(bundle, { onProgress: ({ done, total }) => seen.push(done / total) });

    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
  });

  it('stops with the reason of the signal', async () => {
    await expect(
      verdictOn(small(), { signal: AbortSignal.abort(new Error('enough')) }),
    ).rejects.toThrow('enough');
  });
});
