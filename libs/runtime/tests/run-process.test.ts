import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill('SIGKILL');
});

interface Sample {
  readonly process: ChildProcess;
  readonly log: () => string;
}

function start(behaviour: string, environment: NodeJS.ProcessEnv = {}): Sample {
  child = fork(join(import.meta.dirname, 'sample-process.ts'), [behaviour], {
    execArgv: ['--conditions=@afo/source'],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, ...environment },
  });
  let log = '';
  child.stdout?.on('data', (chunk: Buffer) => (log += chunk.toString()));
  return { process: child, log: () => log };
}

async function ended({ process: sample }: Sample): Promise<unknown> {
  const said = sample.stdout === null ? Promise.resolve() : once(sample.stdout, 'end');
  const exit: Promise<unknown[]> = once(sample, 'exit');
  const [statuses] = await Promise.all([exit, said]);
  return statuses[0];
}

describe('when a process runs', () => {
  it('tells its supervisor that it is ready, and ends in order when it is asked to', async () => {
    const sample = start('work');
    const [message] = (await once(sample.process, 'message')) as unknown[];
    sample.process.kill('SIGTERM');

    expect(await ended(sample)).toBe(0);
    expect(message).toEqual({ ready: { port: 4711 } });
    expect(sample.log()).toMatch(/"port":4711.*asked to end.*"msg":"ended"/s);
  });

  it('ends by itself when its supervisor dies, so that no process is left over', async () => {
    const sample = start('work');
    await once(sample.process, 'message');
    sample.process.disconnect();

    expect(await ended(sample)).toBe(0);
    expect(sample.log()).toContain('the supervisor is gone');
  });

  it('ends at once when it is asked twice', async () => {
    const sample = start('hang');
    await once(sample.process, 'message');
    sample.process.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 200));
    sample.process.kill('SIGINT');

    expect(await ended(sample)).toBe(130);
  });
});

describe('when a process goes wrong', () => {
  it('says why it could not start, without what is secret, and does not exit as if all were well', async () => {
    const sample = start('fail');

    expect(await ended(sample)).toBe(1);
    expect(sample.log()).toContain('cannot start');
    expect(sample.log()).not.toContain('hunter2');
  });

  it('dies loudly of a rejection that nobody caught', async () => {
    const sample = start('stray');

    expect(await ended(sample)).toBe(70);
    expect(sample.log()).toContain('nobody caught it');
  });

  it('does not start with a log level that is none', async () => {
    const sample = start('work', { AFO_LOG_LEVEL: 'loud' });

    expect(await ended(sample)).toBe(1);
    expect(sample.log()).toContain('AFO_LOG_LEVEL');
  });
});
