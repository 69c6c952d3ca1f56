import { appendFile, chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseSystem } from '../src/lab/base-system.ts';
import { SystemRoot } from '../src/lab/system-root.ts';
import { digestsBelow } from '../src/payload/digests.ts';
import { makePayload } from '../src/payload/make-payload.ts';
import type { Payload } from '../src/payload/make-payload.ts';
import { unpackPackages } from '../src/payload/packages.ts';

/** A system is built and changed as root alone; elsewhere every test here is counted as skipped. */
const canBuild =
  process.getuid?.() === 0 &&
  (process.env['PATH'] ?? '').split(delimiter).some((path) => existsSync(join(path, 'mmdebstrap')));

let folder: string;
let payload: Payload;
let again: Payload;
let root: SystemRoot;

beforeAll(async () => {
  if (!canBuild) return;
  folder = await mkdtemp(join(tmpdir(), 'afo-install-'));
  payload = await makePayload(join(folder, 'payload'), 'x64');
  again = await makePayload(join(folder, 'again'), 'x64');
  const archive = await baseSystem({ bootable: false });
  root = await SystemRoot.unpack(archive, { folder: join(folder, 'root'), payload });
  await root.install(payload.sha256);
}, 600_000);

afterAll(async () => {
  if (canBuild) await rm(folder, { recursive: true });
});

const inRoot = (path: string): string => join(root.folder, path);

/** What the check says about a host on which something was changed; the change is taken back. */
async function checkedAfter(change: () => Promise<() => Promise<unknown>>): Promise<string> {
  const undo = await change();
  try {
    return await root.verify(payload.sha256).catch((error: unknown) => stdoutOf(error));
  } finally {
    await undo();
  }
}

const stdoutOf = (error: unknown): string =>
  error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);

async function added(path: string, text: string, mode = 0o755) {
  await mkdir(join(inRoot(path), '..'), { recursive: true });
  await writeFile(inRoot(path), text);
  await chmod(inRoot(path), mode);
  return () => rm(inRoot(path));
}

async function changed(path: string) {
  await cp(inRoot(path), join(folder, 'kept'), { preserveTimestamps: true });
  await appendFile(inRoot(path), '\n');
  return () => cp(join(folder, 'kept'), inRoot(path), { preserveTimestamps: true });
}

async function namedLikeTwo() {
  const folder = 'payload/root/tools/bin/fls\nroot';
  await added(`${folder}/tools/bin/icat`, 'x');
  return () => rm(inRoot(folder), { recursive: true });
}

describe.runIf(canBuild)('when a plain Debian becomes a forensic host', () => {
  it('is one in the eyes of the check, which says what it could not look at', async () => {
    const said = await root.verify(payload.sha256);

    expect(said).toMatch(/\n18 passed, 0 failed, 1 not checked\n$/);
    expect(said).not.toContain('FAILED');
  }, 60_000);

  it('says of the machine that it was built on that nothing was started yet, and passes it', async () => {
    await mkdir(inRoot('run/systemd/system'), { recursive: true });
    await writeFile(inRoot('run/afo-installed'), '');
    try {
      // There is no service manager to ask, though it looks as if there were one.
      const said = await root.run(
        ...(['env', 'SYSTEMD_OFFLINE=1', 'sh', '/opt/afo/verify.sh', payload.sha256] as const),
      );

      expect(said).toContain('not     services, listeners: the system was not started since');
      expect(said).toMatch(/\n18 passed, 0 failed, 1 not checked\n$/);
    } finally {
      await rm(inRoot('run/systemd'), { recursive: true });
      await rm(inRoot('run/afo-installed'));
    }
  }, 60_000);

  it('is the same host when it is installed again', async () => {
    const before = await digestsBelow(inRoot('opt/afo'));

    await root.install(payload.sha256);

    expect(await digestsBelow(inRoot('opt/afo'))).toEqual(before);
    expect(await root.verify(payload.sha256)).toContain(' 0 failed');
  }, 120_000);

  it('has lost what a host without people has no use for', () => {
    const present = ['usr/sbin/sshd', 'usr/bin/tcc', 'usr/bin/unattended-upgrade'].filter((path) =>
      existsSync(inRoot(path)),
    );

    expect(present).toEqual([]);
  });

  it.each([
    ['a file was changed on the way', () => changed('payload/root/programs/worker.mjs')],
    ['a file came along that nobody listed', () => added('payload/root/tools/bin/nc', 'x')],
    ['a name in it ends with a blank', () => added('payload/root/tools/bin/fls ', 'x')],
    ['a name in it reads as two that are listed', namedLikeTwo],
  ])(
    'stays as it is when %s',
    async (_, change) => {
      const undo = await change();

      await expect(root.install(payload.sha256)).rejects.toMatchObject({ code: 65 });

      await undo();
      expect(await root.verify(payload.sha256)).toContain(' 0 failed');
    },
    60_000,
  );

  it('stays as it is when another payload was meant', async () => {
    await expect(root.install('0'.repeat(64))).rejects.toMatchObject({ code: 65 });
    await expect(root.install('')).rejects.toMatchObject({ code: 65 });
  });
});

describe.runIf(canBuild)('when something is not as it should be, the check finds', () => {
  it.each([
    [
      'a tool of another digest',
      'every file is as listed',
      () => changed('opt/afo/tools/programs/fls'),
    ],
    [
      'a unit that was changed',
      'every file is as listed',
      () => changed('etc/systemd/system/analysis-worker.service'),
    ],
    [
      'a rule that nobody listed',
      'nothing else lies beside them',
      () => added('opt/afo/rules/yara/x.yar', 'x', 0o644),
    ],
    [
      'a drop-in beside a unit',
      'nothing else lies beside them',
      () =>
        added('etc/systemd/system/report-generator.service.d/x.conf', 'x').then(
          () => () =>
            rm(inRoot('etc/systemd/system/report-generator.service.d'), { recursive: true }),
        ),
    ],
    [
      'a file that anybody may change',
      'root alone may change them',
      async () => {
        await chmod(inRoot('opt/afo/tool-pins.json'), 0o666);
        return () => chmod(inRoot('opt/afo/tool-pins.json'), 0o644);
      },
    ],
    [
      'settings that anybody may read',
      'settings are read by root alone',
      async () => {
        await chmod(inRoot('etc/afo'), 0o755);
        return () => chmod(inRoot('etc/afo'), 0o700);
      },
    ],
    ['a compiler', 'no compiler', () => added('usr/bin/gcc', '#!/bin/sh\n')],
    ['a server for shells', 'no door for people', () => added('usr/sbin/sshd', '#!/bin/sh\n')],
    [
      "somebody's key",
      'no door for people',
      () => added('root/.ssh/authorized_keys', 'ssh-ed25519 AAAA\n'),
    ],
    [
      'updates that run by themselves',
      'nothing updates itself',
      async () => {
        await root.run('systemctl', 'unmask', 'apt-daily.timer');
        return () => root.run('systemctl', 'mask', 'apt-daily.timer');
      },
    ],
    [
      'a service that does not start',
      'analysis-worker: starts with the system',
      async () => {
        await root.run('systemctl', 'disable', 'analysis-worker.service');
        return () => root.run('systemctl', 'enable', 'analysis-worker.service');
      },
    ],
  ])(
    '%s',
    async (_, title, change) => {
      const said = await checkedAfter(change);

      expect(said).toContain(`FAILED  ${title}`);
      expect(said).not.toContain(' 0 failed');
    },
    60_000,
  );
});

describe.runIf(canBuild)('when what is current is not what was pinned', () => {
  it('makes no payload of it', async () => {
    const wrong = { name: 'zlib1g', version: '1:1.2.13.dfsg-1', sha256: '0'.repeat(64) };

    await expect(
      unpackPackages([wrong], { root: join(folder, 'none'), scratch: folder }),
    ).rejects.toThrow('is not the package that was pinned');
  }, 60_000);

  it('makes the same payload of the same sources, so that its digest says what it is', () => {
    expect(again.sha256).toBe(payload.sha256);
  });
});
