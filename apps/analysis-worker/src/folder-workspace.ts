import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Workspace } from '@afo/pipeline';

/**
 * Working copies in a folder of this machine: one folder a case, item and attempt, named after the process that works
 * in it. What a killed process has left is removed by the next one that takes the item.
 */
export const folderWorkspace = (root: string): Workspace => ({
  async open({ caseId, item }) {
    const shared = join(root, caseId, item);
    await mkdir(shared, { recursive: true, mode: 0o700 });
    await removeLeftovers(shared);
    const own = await mkdtemp(join(shared, `${process.pid}-`));
    const scratch = join(own, 'scratch');
    await mkdir(scratch);
    return {
      copy: join(own, 'copy.raw'),
      scratch,
      close: () => rm(own, { recursive: true, force: true }),
    };
  },
});

async function removeLeftovers(shared: string): Promise<void> {
  for (const name of await readdir(shared)) {
    const pid = Number(name.split('-')[0]);
    if (!isAlive(pid)) await rm(join(shared, name), { recursive: true, force: true });
  }
}

/** Signal 0 asks without doing anything; EPERM means that somebody else's process has the number. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
