import { execFile } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { exportBundle } from '@afo/pipeline';
import type { ExportBundle } from '@afo/pipeline';
import { verifyPath } from '@afo/verify/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportJobs } from '../src/report-jobs.ts';
import { caseToReport } from './case-to-report.ts';
import type { CaseToReport } from './case-to-report.ts';

const VENV = fileURLToPath(new URL('../../../.tools/venv/bin/', import.meta.url));

/** The reference implementation of BagIt, as a program of its own (PyPI `bagit`; `./afo setup` installs it). */
async function bagit(path: string): Promise<{ readonly valid: boolean; readonly said: string }> {
  try {
    const { stderr } = await promisify(execFile)(join(VENV, 'python'), [
      join(VENV, 'bagit.py'),
      '--validate',
      path,
    ]);
    return { valid: true, said: stderr };
  } catch (error) {
    const { code, stderr } = error as { readonly code: unknown; readonly stderr: string };
    // A missing program has a code of the system; that is no verdict over the bag.
    if (typeof code !== 'number') throw error;
    return { valid: false, said: stderr };
  }
}

let made: CaseToReport;
beforeAll(async () => {
  made = await caseToReport();
  const job = {
    queue: 'report',
    case: made.caseId,
    step: 'report',
    key: 'report',
    attempt: 1,
    timeoutSeconds: 60,
    heartbeatSeconds: 10,
  } as const;
  const control = { signal: new AbortController().signal, progress: () => undefined };
  await reportJobs(made.ports, () => undefined)(job, control);
});

const folders: string[] = [];
afterAll(async () => {
  await made.close();
  for (const folder of folders) await rm(folder, { recursive: true });
});

async function written(
  evidence: ExportBundle['evidence'],
  format: ExportBundle['destination']['format'] = 'directory',
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'afo-bundle-'));
  folders.push(folder);
  const path = join(folder, `case.${format === 'tar' ? 'tar' : 'bag'}`);
  await exportBundle(made, { caseId: made.caseId, destination: { path, format }, evidence });
  return path;
}

describe('a bundle with all evidence', () => {
  it('is a bag that the reference implementation of BagIt validates', async () => {
    expect(await bagit(await written('all'))).toMatchObject({ valid: true });
  });

  it('is proven by `afo verify`, as a folder and as a tar file', async () => {
    for (const path of [await written('all'), await written('all', 'tar')]) {
      const verdict = await verifyPath(path, { keys: [await made.ports.signer.publicKey()] });

      expect([verdict.status, verdict.faults]).toEqual(['proven', []]);
    }
  });

  it('is refused by both when a byte of the evidence is changed', async () => {
    const path = await written('all');
    const manifest = await readFile(join(path, 'manifest-sha256.txt'), 'utf8');
    const [, object = ''] = /(data\/evidence\/E-0001\/\S+)/u.exec(manifest) ?? [];
    await appendFile(join(path, object), 'x');

    expect((await bagit(path)).valid).toBe(false);
    expect((await verifyPath(path)).exitCode).toBe(1);
  });

  it('is checked by hand as its own VERIFY.md says', async () => {
    const path = await written('all');
    const guide = await readFile(join(path, 'data/VERIFY.md'), 'utf8');
    const commands = [...guide.matchAll(/^```sh\n(.*?)^```$/gmsu)].map(([, block]) => block ?? '');

    for (const block of commands) await promisify(execFile)('sh', ['-euc', block], { cwd: path });

    expect(commands.length).toBeGreaterThan(3);
  });
});

describe('a bundle without evidence', () => {
  it('lacks nothing, for BagIt, but the files that fetch.txt lists', async () => {
    const path = await written('none');
    const listed = (await readFile(join(path, 'fetch.txt'), 'utf8')).trim().split('\n');

    expect((await bagit(path)).valid).toBe(false);
    await Promise.all(
      listed.map(async (line) => {
        const [url = '', , file = ''] = line.split(' ');
        await fetchInto(join(path, file), url.replace('afo-vault://local/', ''));
      }),
    );
    expect((await bagit(path)).valid).toBe(true);
  });
});

/** Fetches an object as whoever keeps the vault would. */
async function fetchInto(path: string, key: string): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of made.ports.vault.read(key)) chunks.push(chunk);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, Buffer.concat(chunks));
}
