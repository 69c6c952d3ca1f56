import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CaseOnDisk, makeDisk, makeFolder, removeFolder, sha256sum } from './case-on-disk.ts';

const PROGRAM = fileURLToPath(new URL('processes/acquire.ts', import.meta.url));
const MIB = 1024 * 1024;
/** Short in the usual run; AFO_KILL_ROUNDS=100 for the long form. */
const ROUNDS = Number(process.env['AFO_KILL_ROUNDS'] ?? 6);

let folder: string;
let onDisk: CaseOnDisk;

beforeEach(async () => {
  folder = await makeFolder();
  await makeDisk(join(folder, 'disk.raw'), 2200 * MIB, [
    [0, 60 * MIB, 'noise'],
    [1000 * MIB, 80 * MIB, 'noise'],
    [2100 * MIB, 50 * MIB, 'text'],
  ]);
  onDisk = await CaseOnDisk.open(folder, [['disk', join(folder, 'disk.raw')]]);
});
afterEach(async () => {
  await onDisk.close();
  await removeFolder(folder);
});

/** Runs the acquisition in a process of its own; kills it after that time, if one is given. */
async function acquire(killAfterMs?: number): Promise<'ended' | 'killed'> {
  const child = spawn(
    process.execPath,
    ['--conditions=@afo/source', PROGRAM, onDisk.home, onDisk.caseId],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const timer =
    killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(timer);
  return code === 0 ? 'ended' : 'killed';
}

describe('when the agent is killed again and again', () => {
  it(
    'comes to the digests of the disk, reads no sealed segment from it again, and leaves no rubbish',
    async () => {
      let kills = 0;
      // Early kills fall into its start, late ones behind its end: the times between are where it is at work.
      for (let round = 0; round < ROUNDS; round += 1) {
        if ((await onDisk.last('evidence.sealed')) !== undefined) break;
        kills += (await acquire(500 + ((round * 397) % 1800))) === 'killed' ? 1 : 0;
      }

      expect(await acquire()).toBe('ended');
      await onDisk.run('verify-evidence');

      const { content, stored } = await onDisk.manifest();
      expect(kills).toBeGreaterThan(0);
      expect(content).toEqual({
        bytes: 2200 * MIB,
        sha256: await sha256sum(join(folder, 'disk.raw')),
      });
      expect(stored.map(({ part }) => part)).toEqual([0, 1, 2]);
      expect((await onDisk.last('evidence.verified'))?.body).toMatchObject({ result: 'match' });
      const acquired = (await onDisk.entries()).filter(({ type }) => type === 'evidence.sealed');
      expect(acquired).toHaveLength(1);
      await onDisk.stack.ports.vault.sweep(0);
      expect(await readdir(join(onDisk.home, 'vault/staging'))).toEqual([]);
    },
    ROUNDS * 30_000 + 60_000,
  );
});
