import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { endProcess, isAlive, processOf, signalTo } from './process-of.ts';

describe('when a process is named', () => {
  it('is the one that was meant, and never another with its number', async () => {
    const self = await processOf(process.pid);
    if (self === undefined) throw new Error('no /proc');

    expect(await isAlive(self)).toBe(true);
    expect(await isAlive({ ...self, begun: '1' })).toBe(false);
    expect(await signalTo({ ...self, begun: '1' }, 'SIGKILL')).toBe(false);
  });

  it('is made to end when it does not heed the question', async () => {
    const deaf = spawn(process.execPath, [
      '-e',
      `process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000); console.log('up')`,
    ]);
    await once(deaf.stdout, 'data');
    const name = await processOf(deaf.pid ?? 0);
    if (name === undefined) throw new Error('not there');

    await endProcess(name, 200);

    expect(await isAlive(name)).toBe(false);
  });
});
