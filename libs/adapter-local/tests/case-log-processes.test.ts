import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { caseNumber, collect } from '@afo/conformance';
import { openCaseLog } from '../src/case-log/sqlite-case-log.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-processes-'));
});
afterEach(() => rm(folder, { recursive: true }));

interface Writer {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  readonly acknowledged: () => readonly string[];
  readonly complaints: () => string;
}

function startWriter(file: string, own: number): Writer {
  const program = join(import.meta.dirname, 'append-forever.ts');
  const process_ = spawn(
    process.execPath,
    ['--conditions=@afo/source', program, file, String(own)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let out = '';
  let complaints = '';
  process_.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  process_.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  return {
    process: process_,
    acknowledged: () => out.split('\n').slice(0, -1),
    complaints: () => complaints,
  };
}

describe('when processes that append are killed', () => {
  it('has every entry that was acknowledged, in one order for all, and no half append', async () => {
    const file = join(folder, 'cases.db');
    const said: { own: number; lines: readonly string[] }[] = [];
    for (let round = 0; round < 3; round += 1) {
      const writers = [1, 2, 3].map((n) => ({
        own: round * 3 + n,
        ...startWriter(file, round * 3 + n),
      }));
      await Promise.all(writers.map(({ process: { stdout } }) => once(stdout, 'data')));
      await sleep(200 + round * 90);
      for (const { process: writer } of writers) {
        writer.kill('SIGKILL');
        await once(writer, 'close');
      }
      for (const { own, acknowledged, complaints } of writers) {
        expect(complaints()).toBe('');
        said.push({ own, lines: acknowledged() });
      }
    }

    const log = openCaseLog(file);
    const shared = await collect(log.read(caseNumber(0)));
    for (const { own, lines } of said) {
      const mine = await collect(log.read(caseNumber(own)));
      const last = lines.filter((line) => line.startsWith('mine')).length;
      expect(last).toBeGreaterThan(0);
      expect(mine.length).toBeGreaterThanOrEqual(1 + last);
      for (const line of lines.filter((text) => text.startsWith('shared')))
        expect(shared[Number(line.slice(7))]?.entry).toMatchObject({ body: { text: String(own) } });
    }
    expect(await log.inspect()).toEqual([]);
    await log.close();
  }, 30_000);
});
