import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeLease } from './lease.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-lease-'));
  file = join(folder, 'run', 'engine.lock');
});
afterEach(() => rm(folder, { recursive: true }));
const forever = new AbortController().signal;

describe('when two processes want to be the only one', () => {
  it('lets one work, and the other one wait until that is over', async () => {
    const first = await takeLease(file, { signal: forever });
    let waits = 0;
    let second = false;
    const waiting = takeLease(file, { signal: forever, onWait: () => (waits += 1) }).then(
      (lease) => {
        second = true;
        return lease;
      },
    );
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect([waits, second]).toEqual([1, false]);

    first.release();

    (await waiting).release();
    expect(waits).toBe(1);
  });

  it('gives the lease of a process that was killed to the next one', async () => {
    const program = `import { takeLease } from ${JSON.stringify(join(import.meta.dirname, 'lease.ts'))};
await takeLease(process.argv[1], { signal: new AbortController().signal });
console.log('held'); setInterval(() => undefined, 1000);`;
    const holder = spawn(
      process.execPath,
      ['--conditions=@afo/source', '--input-type=module-typescript', '-e', program, file],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(holder.stdout, 'data');
    holder.kill('SIGKILL');
    await once(holder, 'exit');

    (await takeLease(file, { signal: AbortSignal.timeout(2000) })).release();
  });

  it('stops waiting when it is asked to end', async () => {
    const first = await takeLease(file, { signal: forever });

    await expect(takeLease(file, { signal: AbortSignal.timeout(50) })).rejects.toThrow();
    await expect(takeLease(file, { signal: AbortSignal.abort() })).rejects.toThrow();
    first.release();
  });

  it('says so when the file is no lease', async () => {
    await writeFile(join(folder, 'run'), '');

    await expect(takeLease(file, { signal: forever })).rejects.toMatchObject({
      code: 'runtime.lease-unusable',
    });
  });
});
