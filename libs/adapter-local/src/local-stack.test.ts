import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { caseNumber, host, lineAt, opening } from '@afo/conformance';
import { serviceActor } from '@afo/runtime';
import { localStack } from './local-stack.ts';

let home: string;
beforeEach(async () => {
  home = join(await mkdtemp(join(tmpdir(), 'afo-stack-')), 'data');
});
afterEach(() => rm(join(home, '..'), { recursive: true }));

const open = (name = 'test') => localStack({ home, actor: serviceActor(name) });

describe('when a stack is opened', () => {
  it('makes what is missing in its data folder, for its user alone', async () => {
    const stack = await open();
    await stack.close();

    expect((await readdir(home)).sort()).toEqual(
      expect.arrayContaining(['cases.db', 'keys', 'rejected', 'vault']),
    );
    expect((await stat(home)).mode & 0o077).toBe(0);
  });

  it('is one stack for all processes that open it: one log, one key', async () => {
    const [first, second] = await Promise.all([open('a'), open('b')]);
    await first.ports.log.append(caseNumber(1), 0, [lineAt(caseNumber(1), 0, opening(host('x')))]);

    expect((await second.ports.log.list()).map(({ id }) => id)).toEqual([caseNumber(1)]);
    expect(await second.ports.signer.publicKey()).toBe(await first.ports.signer.publicKey());
    expect(second.ports.actor).toMatchObject({ kind: 'service', name: 'b' });
    await first.close();
    await second.close();
  });

  it('stamps no time where no authority is configured, and says so by having none', async () => {
    const stack = await open();

    expect(stack.ports.timestamps).toBeUndefined();
    await stack.close();
  });
});
