import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { geteuid } from 'node:process';
import { PortError } from '@afo/ports';

const PRIVATE = 'checkpoint.pem';
const PUBLIC = 'checkpoint.vkey';

/**
 * The private key in PKCS#8 PEM, made at the first start. Of several processes that start at once, one makes it and
 * all use that one.
 * @throws PortError `signer.unavailable` when others may read or write the key: it proves nothing then
 */
export async function privateKeyIn(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, PRIVATE);
  const { privateKey } = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  await createOnce(file, privateKey, 0o600);
  await assertPrivate(file);
  return readFile(file, 'utf8');
}

/** The vkey that is handed out, kept beside the key: it holds the name under which the key signs, once for all. */
export async function vkeyIn(folder: string, fresh: string): Promise<string> {
  const file = join(folder, PUBLIC);
  await createOnce(file, `${fresh}\n`, 0o644);
  return (await readFile(file, 'utf8')).trim();
}

/** Makes the file with its whole content or not at all, and never over another one; durable when it resolves. */
async function createOnce(file: string, content: string, mode: number): Promise<void> {
  if (await exists(file)) return;
  const draft = `${file}.${randomUUID()}.new`;
  const handle = await open(draft, 'wx', mode);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(draft, file);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft);
  }
  await syncFolder(join(file, '..'));
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function assertPrivate(file: string): Promise<void> {
  const { mode, uid } = await stat(file);
  if ((mode & 0o077) !== 0)
    throw new PortError(
      'signer.unavailable',
      `${file} can be read by other users of this machine, so its signatures prove nothing. If nobody used that, run: chmod 600 '${file}'. Otherwise replace the key and say so to whoever holds its vkey`,
    );
  if (uid !== geteuid?.())
    throw new PortError(
      'signer.unavailable',
      `${file} belongs to another user; run as that user, or give this stack a data folder of its own`,
    );
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
