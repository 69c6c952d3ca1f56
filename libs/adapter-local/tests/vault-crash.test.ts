import { existsSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { get } from '@afo/conformance';
import { instantOf } from '@afo/domain';
import { SAMPLE_CASE } from '@afo/domain/testing';
import { FolderVault } from '../src/vault/folder-vault.ts';

const WRITER = fileURLToPath(new URL('processes/vault-writer.ts', import.meta.url));
const OBJECT_BYTES = 300_000;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-vault-crash-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

interface Written {
  readonly keys: readonly string[];
  readonly errors: readonly string[];
}

/** Runs the writer, through `wrap` if given, and kills it after `killAfterMs`. */
async function write(options: {
  readonly wrap?: readonly string[];
  readonly killAfterMs?: number;
  readonly count: number;
}): Promise<Written> {
  const command = [
    ...(options.wrap ?? []),
    process.execPath,
    '--conditions=@afo/source',
    WRITER,
    folder,
    String(OBJECT_BYTES),
    String(options.count),
  ];
  const [file = '', ...rest] = command;
  const child = spawn(file, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  const timer =
    options.killAfterMs === undefined
      ? undefined
      : setTimeout(() => child.kill('SIGKILL'), options.killAfterMs);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  await once(child, 'close');
  clearTimeout(timer);
  const lines = output.split('\n').filter((line) => line !== '');
  return {
    keys: lines.filter((line) => line.startsWith('cases/')),
    errors: lines.filter((line) => line.startsWith('error ')),
  };
}

/** Files of writers in work; none also where the process was killed before it had made the folder. */
async function staged(): Promise<number> {
  const staging = join(folder, 'staging');
  return existsSync(staging) ? (await readdir(staging)).length : 0;
}

async function contents(): Promise<ReadonlyMap<string, number>> {
  const vault = await FolderVault.open({ root: folder, now: () => instantOf(Date.now()) });
  const found = new Map<string, number>();
  for await (const { key, part } of vault.inventory(SAMPLE_CASE)) {
    const bytes = await get(vault, key);
    expect(bytes.byteLength).toBe(OBJECT_BYTES);
    expect(bytes.every((byte) => byte === (part ?? -1) + 1)).toBe(true);
    found.set(key, part ?? -1);
  }
  vault.close();
  return found;
}

describe('when the writing process is killed', () => {
  it('has whole every object that was acknowledged, and no half one, and goes on where it was', async () => {
    const acknowledged = new Set<string>();
    for (let round = 0; round < 5; round += 1) {
      // The process needs a while to start; after that it may be anywhere.
      const { keys, errors } = await write({ count: 40, killAfterMs: 250 + round * 70 });
      expect(errors).toEqual([]);
      for (const key of keys) acknowledged.add(key);
      const found = await contents();
      expect([...acknowledged].filter((key) => !found.has(key))).toEqual([]);
    }

    const { keys } = await write({ count: 40 });

    expect(keys).toHaveLength(40);
    expect([...(await contents()).keys()].sort()).toEqual([...keys].sort());
  });

  it('clears what it left, and nothing that was committed', async () => {
    for (let round = 0; round < 40 && (await staged()) === 0; round += 1)
      await write({ count: 1000, killAfterMs: 300 + round * 50 });
    const before = await contents();
    const vault = await FolderVault.open({ root: folder, now: () => instantOf(Date.now()) });

    const young = await vault.sweep(3_600_000);
    const swept = await vault.sweep(0);
    vault.close();

    expect(young).toBeLessThanOrEqual(swept);
    expect(swept).toBeGreaterThan(0);
    expect(await readdir(join(folder, 'staging'))).toEqual([]);
    for (const key of before.keys()) expect((await contents()).has(key)).toBe(true);
  });
});

describe('when the disk is full', () => {
  it('says so, can be tried again, and has nothing half-committed', async () => {
    // A limit on the size of files fails the very call that a full disk fails, without the rights to make one.
    const wrap = ['prlimit', `--fsize=${String(OBJECT_BYTES - 1)}`];

    const { keys, errors } = await write({ wrap, count: 3 });

    expect(keys).toEqual([]);
    expect(errors).toEqual(['error vault.full true']);
    expect(await readdir(join(folder, 'staging'))).toEqual([]);
    expect((await contents()).size).toBe(0);
    expect((await write({ count: 3 })).keys).toHaveLength(3);
  });
});
