import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ScenarioInput } from '../scenario/index.ts';
import { startAwsLab } from './aws-lab.ts';
import type { AwsLab } from './aws-lab.ts';

const SHOP = resolve(import.meta.dirname, '../../scenarios/web-shop.json');
const EMPTY: ScenarioInput = { accounts: { forensic: '111122223333' }, region: 'eu-central-1' };

const running: AwsLab[] = [];
afterEach(async () => {
  for (const lab of running.splice(0)) await lab.close();
});
async function start(...given: Parameters<typeof startAwsLab>): Promise<AwsLab> {
  const lab = await startAwsLab(...given);
  running.push(lab);
  return lab;
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
async function untilGone(pids: readonly number[]): Promise<readonly number[]> {
  for (let tries = 0; tries < 100 && pids.some(isAlive); tries += 1) await sleep(50);
  return pids.filter(isAlive);
}

/** Processes that this one has started. */
async function children(): Promise<readonly number[]> {
  const text = await readFile(`/proc/self/task/${String(process.pid)}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}

describe('when a lab is started', () => {
  it('has what its scenario names within 15 seconds, and is gone when it is closed', async () => {
    const begun = performance.now();
    const lab = await start({ scenario: SHOP });
    const seconds = (performance.now() - begun) / 1_000;
    const { pids, url } = lab;

    expect(seconds).toBeLessThan(15);
    expect(lab.id('instance.web')).toMatch(/^i-/);
    expect(lab.id('volume.web./dev/xvdf')).toMatch(/^vol-/);
    expect(() => lab.id('instance.none')).toThrow(/no instance\.none/);
    expect(lab.calls()).toEqual([]);
    await lab.close();

    expect(await untilGone(pids)).toEqual([]);
    await expect(fetch(url)).rejects.toThrow();
  }, 60_000);

  it('leaves no process and no folder when the scenario cannot be made', async () => {
    const before = await children();
    const folder = await mkdtemp(join(tmpdir(), 'lab-start-'));
    vi.stubEnv('TMPDIR', folder);
    const instance = {
      ...{ name: 'web', account: 'forensic', region: 'eu-central-1' },
      interfaces: [{ subnet: 'nowhere', groups: ['none'] }],
      volumes: [{ device: '/dev/xvda', sizeGiB: 1 }],
    };

    await expect(startAwsLab({ scenario: { ...EMPTY, instances: [instance] } })).rejects.toThrow(
      /no subnet\.nowhere/,
    );

    const left = await readdir(folder);
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
    expect(left).toEqual([]);
    expect(await children()).toEqual(before);
  }, 60_000);

  it('names every fault of a scenario, and starts nothing', async () => {
    const before = await children();
    const scenario = { ...EMPTY, accounts: { forensic: '12' }, surprise: true };

    await expect(startAwsLab({ scenario })).rejects.toThrow(/forensic[\s\S]*surprise/);

    expect(await children()).toEqual(before);
  });
});

describe('when the lab runs as a program of its own', () => {
  async function launch() {
    const child = spawn(
      process.execPath,
      ['--conditions=@afo/source', resolve(import.meta.dirname, '../main.ts'), SHOP],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const ended = once(child, 'exit');
    const [line] = (await Promise.race([
      once(child.stdout, 'data'),
      ended.then(() => Promise.reject(new Error('the lab did not start'))),
    ])) as [Buffer];
    const { pids } = JSON.parse(line.toString()) as { pids: number[] };
    expect(pids.filter(isAlive)).toHaveLength(2);
    return { child, ended, pids };
  }

  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    'leaves no process behind when %s ends it',
    async (signal) => {
      const { child, ended, pids } = await launch();

      child.kill(signal);

      expect(await ended).toEqual([null, signal]);
      expect(await untilGone(pids)).toEqual([]);
    },
    60_000,
  );

  it('ends with its input, and leaves no process behind', async () => {
    const { child, ended, pids } = await launch();

    child.stdin.end();

    expect(await ended).toEqual([0, null]);
    expect(await untilGone(pids)).toEqual([]);
  }, 60_000);
});

describe('when a lab writes down what it sees', () => {
  it('F-62 gives every call and body to a search after secrets, but what STS answers', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lab-capture-'));
    const lab = await start({
      scenario: {
        ...EMPTY,
        roles: [{ name: 'reader', account: 'forensic', trusts: ['forensic'] }],
      },
      callFile: join(folder, 'calls.jsonl'),
      captureFolder: join(folder, 'bodies'),
    });
    const ask = (service: string, body: string) =>
      fetch(lab.url, {
        method: 'POST',
        headers: {
          authorization: `AWS4-HMAC-SHA256 Credential=111122223333/20260101/eu-central-1/${service}/aws4_request`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body,
      });

    await (await ask('ec2', 'Action=DescribeVpcs&Version=2016-11-15')).text();
    const session = await (
      await ask(
        'sts',
        'Action=AssumeRole&RoleSessionName=reader&RoleArn=arn:aws:iam::111122223333:role/reader',
      )
    ).text();

    const secret = /<SecretAccessKey>([^<]+)/.exec(session)?.[1] ?? 'no session';
    const written = (await readFile(join(folder, 'calls.jsonl'), 'utf8')).trim().split('\n');
    const bodies = await Promise.all(
      (await readdir(join(folder, 'bodies'))).map((name) =>
        readFile(join(folder, 'bodies', name), 'utf8'),
      ),
    );
    await rm(folder, { recursive: true });
    expect(session).toContain(secret);
    expect(written.map((line) => (JSON.parse(line) as { operation: string }).operation)).toEqual(
      expect.arrayContaining(['CreateRole', 'DescribeVpcs', 'AssumeRole']),
    );
    expect(bodies.some((body) => body.includes('DescribeVpcsResponse'))).toBe(true);
    expect([...written, ...bodies].filter((text) => text.includes(secret))).toEqual([]);
  }, 60_000);
});
