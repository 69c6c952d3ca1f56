import {
  mkdtemp,
  readdir,
  rm,
  stat,
  symlink,
  truncate,
  unlink,
  writeFile,
  chmod,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evidenceVaultConformance, get, put } from '@afo/conformance';
import type { Instant } from '@afo/domain';
import { evidenceId, instantOf } from '@afo/domain';
import { SAMPLE_CASE } from '@afo/domain/testing';
import type { VaultAddress } from '@afo/ports';
import { FolderVault } from './folder-vault.ts';

const START = instantOf(Date.parse('2026-11-24T03:00:00.000Z'));
let folder: string;
const opened: FolderVault[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-vault-'));
});
afterEach(async () => {
  for (const vault of opened.splice(0)) vault.close();
  await rm(folder, { recursive: true });
});

async function open(now: () => Instant = () => START): Promise<FolderVault> {
  const vault = await FolderVault.open({ root: folder, now });
  opened.push(vault);
  return vault;
}

const ADDRESS: VaultAddress = {
  case: SAMPLE_CASE,
  item: evidenceId(1),
  name: 'image.zst',
  format: 'zstd',
  part: 0,
};
const CONTENT = new TextEncoder().encode('evidence');

describe('the vault in a folder', () => {
  evidenceVaultConformance(() => {
    let now = START;
    return Promise.resolve({
      open: () => open(() => now),
      setTime: (instant: Instant) => {
        now = instant;
      },
    });
  });

  it('makes objects read-only files, so that no slip of a hand changes them', async () => {
    const { key } = await put(await open(), ADDRESS, CONTENT);

    const { mode } = await stat(join(folder, key));

    expect(mode & 0o222).toBe(0);
  });

  it('leaves nothing in its staging folder after commit and after abort', async () => {
    const vault = await open();
    await put(vault, ADDRESS, CONTENT);
    const writer = await vault.create(ADDRESS);
    await writer.abort();

    expect(await readdir(join(folder, 'staging'))).toEqual([]);
  });

  it('says how much can still be stored', async () => {
    expect(await (await open()).free()).toBeGreaterThan(0);
  });
});

describe('when somebody was at the files', () => {
  async function tampered(change: (path: string) => Promise<void>): Promise<unknown> {
    const vault = await open();
    const { key } = await put(vault, ADDRESS, CONTENT);
    await change(join(folder, key));
    return get(vault, key).catch((error: unknown) => error);
  }

  it('reports a deleted object instead of forgetting it', async () => {
    expect(await tampered(unlink)).toMatchObject({ code: 'vault.digest-mismatch' });
  });

  it('reports a cut object instead of reading less', async () => {
    const cut = async (path: string) => {
      await chmod(path, 0o644);
      await truncate(path, 3);
    };

    expect(await tampered(cut)).toMatchObject({ code: 'vault.digest-mismatch' });
  });

  it('follows no link that was put in the place of an object', async () => {
    const outside = join(folder, 'outside');
    await writeFile(outside, 'evidence');
    const replaced = async (path: string) => {
      await unlink(path);
      await symlink(outside, path);
    };

    expect(await tampered(replaced)).toMatchObject({ code: 'vault.digest-mismatch' });
  });

  it('refuses to take other bytes for the object that it is about to store', async () => {
    const vault = await open();
    const { key } = await put(vault, ADDRESS, CONTENT);
    await chmod(join(folder, key), 0o644);
    await writeFile(join(folder, key), 'Evidence');

    await expect(put(vault, ADDRESS, CONTENT)).rejects.toMatchObject({ code: 'vault.exists' });
  });

  it('does not open without the index that knows what may not be deleted', async () => {
    await put(await open(), ADDRESS, CONTENT);
    await unlink(join(folder, 'index.sqlite'));

    await expect(FolderVault.open({ root: folder, now: () => START })).rejects.toMatchObject({
      code: 'vault.unavailable',
    });
  });

  it.each([
    `UPDATE retention SET until = '2020-01-01T00:00:00.000Z'`,
    `UPDATE retention SET until = NULL`,
    `DELETE FROM retention`,
    `DELETE FROM object`,
    `UPDATE object SET sha256 = '${'0'.repeat(64)}'`,
  ])('keeps its index from whoever writes %j into it', async (statement) => {
    const vault = await open();
    await put(vault, ADDRESS, CONTENT);
    await vault.protect(SAMPLE_CASE, { until: START, legalHold: true });
    const database = new DatabaseSync(join(folder, 'index.sqlite'));

    expect(() => {
      database.exec(statement);
    }).toThrow(/afo: /);
    database.close();
  });

  it('refuses an index of a later release instead of guessing', async () => {
    const vault = await open();
    await put(vault, ADDRESS, CONTENT);
    const database = new DatabaseSync(join(folder, 'index.sqlite'));
    database.exec('PRAGMA user_version = 99');
    database.close();

    await expect(FolderVault.open({ root: folder, now: () => START })).rejects.toMatchObject({
      code: 'vault.unavailable',
    });
  });
});
