import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PortError, type ToolCommand } from '@afo/ports';
import { afterAll, describe, expect, it } from 'vitest';
import { LocalToolRunner } from './local-tool-runner.ts';
import type { Isolation } from './isolation.ts';

const MIB = 2 ** 20;
const folder = mkdtempSync(join(tmpdir(), 'afo-tool-runner-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const sh = (script: string, change: Partial<ToolCommand> = {}): ToolCommand => ({
  program: 'sh',
  arguments: ['-c', script],
  readable: [],
  limits: { seconds: 20, memoryBytes: 256 * MIB, outputBytes: MIB },
  ...change,
});

async function outputOf(runner: LocalToolRunner, command: ToolCommand): Promise<string> {
  const chunks: Uint8Array[] = [];
  await runner.run(command, (chunk) => void chunks.push(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

const best = (await new LocalToolRunner().identify('tar')).isolation;
const everyIsolation: readonly Isolation[] =
  best === 'bubblewrap' ? ['bubblewrap', 'namespaces', 'limits-only'] : [best];

describe.each(everyIsolation)('when programs are shut in by %s', (isolation) => {
  const runner = new LocalToolRunner({ isolations: [isolation] });

  it('gives the whole output and the true exit code, or a failure would look like a success', async () => {
    const chunks: Uint8Array[] = [];
    const result = await runner.run(
      sh('echo out; echo err >&2; exit 3'),
      (chunk) => void chunks.push(chunk),
    );

    expect(result).toEqual({ exitCode: 3, stderr: 'err\n' });
    expect(Buffer.concat(chunks).toString()).toBe('out\n');
  });

  it('F-10 refuses output beyond the limit instead of giving a part for the whole', async () => {
    const command = sh('yes', {
      limits: { seconds: 20, memoryBytes: 256 * MIB, outputBytes: 1000 },
    });

    await expect(runner.run(command, () => undefined)).rejects.toMatchObject({
      code: 'tool.output-limit',
    });
  });

  it('F-72 ends a program that never ends, with everything that it started', async () => {
    const marker = join(folder, `alive-${isolation}`);
    const script = `(sleep 2; touch ${marker}) & sleep 60`;
    const command = sh(script, {
      writable: folder,
      limits: { seconds: 1, memoryBytes: 256 * MIB, outputBytes: MIB },
    });
    const before = Date.now();

    await expect(runner.run(command, () => undefined)).rejects.toMatchObject({
      code: 'tool.timed-out',
      retryable: true,
    });

    expect(Date.now() - before).toBeLessThan(5000);
    await sleep(2500);
    expect(existsSync(marker)).toBe(false);
  });

  it('F-72 says that memory ran out when it did', async () => {
    const command: ToolCommand = {
      ...sh(''),
      program: 'dd',
      arguments: ['if=/dev/zero', 'of=/dev/null', 'bs=512M', 'count=1'],
    };

    await expect(runner.run(command, () => undefined)).rejects.toMatchObject({
      code: 'tool.memory-limit',
    });
  });

  it('takes an end by a signal for a failure, whatever was printed before', async () => {
    await expect(runner.run(sh('echo half; kill -SEGV $$'), () => undefined)).rejects.toMatchObject(
      { code: 'tool.failed' },
    );
  });

  it('F-62 shows a program nothing of our environment, which may hold credentials', async () => {
    process.env['AFO_TEST_CREDENTIAL'] = 'hunter2';
    try {
      expect(await outputOf(runner, sh('env'))).not.toContain('hunter2');
    } finally {
      delete process.env['AFO_TEST_CREDENTIAL'];
    }
  });

  it('hands arguments over as they are: no shell of ours reads a hostile file name', async () => {
    const name = '$(touch x);`id` "\'\n|x';

    const command = { ...sh(''), program: 'printf', arguments: ['%s', name] };

    expect(await outputOf(runner, command)).toBe(name);
  });

  it('lets a slow reader slow the program down, or a large output would fill our memory', async () => {
    let busy = 0;
    let together = 0;
    await runner.run(sh('head -c 300000 /dev/zero'), async () => {
      busy += 1;
      together = Math.max(together, busy);
      await sleep(5);
      busy -= 1;
    });

    expect(together).toBe(1);
  });

  it('ends the program when whoever reads its output fails, and passes the failure on', async () => {
    const reader = () => {
      throw new Error('cannot parse');
    };

    await expect(runner.run(sh('yes'), reader)).rejects.toThrow('cannot parse');
  });

  it('ends the program when the job is cancelled', async () => {
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort(new Error('cancelled'));
    }, 200);

    await expect(runner.run(sh('sleep 30'), () => undefined, controller.signal)).rejects.toThrow(
      'cancelled',
    );
  });

  it('says in the identity of a program how well it is shut in', async () => {
    const identity = await runner.identify('fls');
    const digest = createHash('sha256')
      .update(readFileSync(realpathSync('/usr/bin/fls')))
      .digest('hex');

    expect(identity).toMatchObject({ name: 'fls', isolation, sha256: digest });
    expect(identity.version).toMatch(/^\d+\.\d+/);
  });
});

describe.runIf(best === 'bubblewrap')('when bubblewrap shuts a program in', () => {
  const runner = new LocalToolRunner({ isolations: ['bubblewrap'] });

  it('F-60 cannot write to what it reads, even as root', async () => {
    const evidence = join(folder, 'evidence.raw');
    writeFileSync(evidence, 'as seized');

    const { exitCode } = await runner.run(
      sh(`echo changed > ${evidence}`, { readable: [evidence] }),
      () => undefined,
    );

    expect(exitCode).not.toBe(0);
    expect(readFileSync(evidence, 'utf8')).toBe('as seized');
  });

  it('sees nothing that it was not given', async () => {
    writeFileSync(join(folder, 'other-case.raw'), 'secret');

    const seen = await outputOf(
      runner,
      sh(
        `cat ${folder}/other-case.raw /etc/passwd /root/.bashrc 2>/dev/null; ls /home /var 2>/dev/null; true`,
      ),
    );

    expect(seen).toBe('');
  });

  it('reaches no network, not even this machine’s own', async () => {
    const server = createServer((socket) => socket.end('reached'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const command: ToolCommand = {
      ...sh(''),
      program: 'bash',
      arguments: ['-c', `cat < /dev/tcp/127.0.0.1/${port}`],
    };

    const { exitCode } = await runner.run(command, () => undefined);
    server.close();

    expect(exitCode).not.toBe(0);
  });

  it('writes into the one folder that it may write', async () => {
    await runner.run(sh(`echo result > ${folder}/result`, { writable: folder }), () => undefined);

    expect(readFileSync(join(folder, 'result'), 'utf8')).toBe('result\n');
  });
});

describe('when a program cannot be relied on', () => {
  const runner = new LocalToolRunner();

  it('F-06 says that it is missing instead of giving an empty result', async () => {
    const command = sh('', { program: 'no-such-analysis-tool' });

    await expect(runner.run(command, () => undefined)).rejects.toMatchObject({
      code: 'tool.missing',
    });
    await expect(runner.identify('no-such-analysis-tool')).rejects.toMatchObject({
      code: 'tool.missing',
    });
  });

  it('F-64 refuses a program that is not the one that was pinned', async () => {
    const pinned = new LocalToolRunner({ pins: { fls: '0'.repeat(64) } });

    await expect(pinned.identify('fls')).rejects.toMatchObject({ code: 'tool.digest-mismatch' });
  });

  it('refuses a path for a name, so that no evidence can choose what is run', async () => {
    await expect(
      runner.run(sh('', { program: '/bin/sh' }), () => undefined),
    ).rejects.toBeInstanceOf(PortError);
    await expect(runner.run(sh('', { program: '../sh' }), () => undefined)).rejects.toBeInstanceOf(
      PortError,
    );
  });

  it('F-06 fails when what it is to read is not there', async () => {
    const command = sh('true', { readable: [join(folder, 'vanished.raw')] });

    await expect(runner.run(command, () => undefined)).rejects.toMatchObject({
      code: 'tool.failed',
    });
  });

  it('fails rather than run a program less shut in than was asked for', async () => {
    const strict = new LocalToolRunner({ isolations: [] });

    await expect(strict.run(sh('true'), () => undefined)).rejects.toMatchObject({
      code: 'tool.failed',
    });
  });
});
