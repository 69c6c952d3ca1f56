import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import {
  BAG_DECLARATION,
  bagManifest,
  bundlePath,
  canonicalJson,
  CompactRange,
  leafHash,
  sha256Hex,
  signCheckpoint,
  vkeyOf,
} from '@afo/custody';
import type { BagFile, NoteSigner } from '@afo/custody';
import { caseIdSchema, sha256Schema } from '@afo/domain';

import { logEntries } from './log-entries.ts';

const CASE = caseIdSchema.parse('0193a1b2-0000-7000-8000-0000000000be');
const CHECKPOINT_EVERY = 10_000;

/** Writes a bundle whose log has so many entries, and no evidence: what is measured is the log. */
export async function writeLogBundle(folder: string, entries: number): Promise<void> {
  const signer = makeSigner();
  const files: BagFile[] = [];
  const put = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
    if (path.startsWith('data/')) files.push({ path, sha256: sha256Hex(text) });
  };
  const vkey = await signer.publicKey();
  await put(bundlePath.key(vkey), `${vkey}\n`);
  files.push(
    ...(await writeLog(folder, entries, async (size, root) => {
      const note = await signCheckpoint({ caseId: CASE, size, root }, signer);
      await put(bundlePath.checkpoint(size), note);
      return sha256Hex(note);
    })),
  );
  const manifest = bagManifest(files);
  await put('bagit.txt', BAG_DECLARATION);
  await put('manifest-sha256.txt', manifest);
  const tags = ['bagit.txt', 'manifest-sha256.txt'].map((path) => ({
    path,
    sha256: sha256Hex(path === 'bagit.txt' ? BAG_DECLARATION : manifest),
  }));
  await put('tagmanifest-sha256.txt', bagManifest(tags));
}

/** Signs the tree at a size and returns the digest of the note. */
type Sign = (size: number, root: Uint8Array) => Promise<string>;

async function writeLog(
  folder: string,
  entries: number,
  signAt: Sign,
): Promise<readonly BagFile[]> {
  await mkdir(join(folder, 'data'), { recursive: true });
  const log = new HashedFile(folder, bundlePath.caseLog);
  const leaves = new HashedFile(folder, bundlePath.caseLeaves);
  const range = new CompactRange();
  let signed: { readonly size: number; readonly root: string; readonly note: string } | undefined;
  for (const draft of logEntries(CASE, entries)) {
    const line = canonicalJson(draft(signed));
    const leaf = leafHash(line);
    range.append(leaf);
    await log.write(Buffer.from(`${line}\n`));
    await leaves.write(leaf);
    signed = undefined;
    if (range.size % CHECKPOINT_EVERY === 0 || range.size === entries) {
      signed = {
        size: range.size,
        root: range.rootHex(),
        note: await signAt(range.size, range.root()),
      };
    }
  }
  return [await log.end(), await leaves.end()];
}

class HashedFile {
  readonly #path: string;
  readonly #stream: ReturnType<typeof createWriteStream>;
  readonly #hash = createHash('sha256');

  constructor(folder: string, path: string) {
    this.#path = path;
    this.#stream = createWriteStream(join(folder, path));
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    if (!this.#stream.write(bytes)) await once(this.#stream, 'drain');
  }

  async end(): Promise<BagFile> {
    this.#stream.end();
    await once(this.#stream, 'close');
    return { path: this.#path, sha256: sha256Schema.parse(this.#hash.digest('hex')) };
  }
}

function makeSigner(): NoteSigner {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const vkey = vkeyOf('afo.example/bench', publicKey);
  return {
    keyName: 'afo.example/bench',
    publicKey: () => Promise.resolve(vkey),
    sign: (bytes) => Promise.resolve(sign(null, bytes, privateKey)),
  };
}
