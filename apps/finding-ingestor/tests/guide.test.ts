import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RunningReceiver } from './running-receiver.ts';
import { startReceiver } from './running-receiver.ts';

const run = promisify(execFile);
let folder: string;
let receiver: RunningReceiver | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afo-guide-'));
});
afterEach(async () => {
  await receiver?.end('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

const guide = await readFile(join(import.meta.dirname, '../../../docs/guides/findings.md'), 'utf8');
const block = (language: string, marker: string): string => {
  const found = guide
    .split('```')
    .find((text) => text.startsWith(`${language}\n`) && text.includes(marker));
  if (found === undefined) throw new Error(`the guide has no ${language} block with ${marker}`);
  return found.slice(language.length + 1);
};

it('signs a request with curl and openssl as the guide shows it', async () => {
  const secret = join(folder, 'webhook-secret');
  await writeFile(secret, `${'0123456789abcdef'.repeat(4)}\n`, { mode: 0o600 });
  await writeFile(join(folder, 'finding.json'), block('json', 'afo.finding/1'));
  receiver = await startReceiver(join(folder, 'home'), { AFO_INGEST_SECRET_FILE: secret });
  const env = { ...process.env, AFO_INGEST_PORT: new URL(receiver.url).port };

  const { stdout } = await run('sh', ['-euc', block('sh', 'x-afo-signature')], {
    cwd: folder,
    env,
  });

  expect(JSON.parse(stdout)).toMatchObject({
    decisions: [
      {
        outcome: 'open',
        subject: { kind: 'eks-cluster', id: 'shop', workload: { kind: 'Pod', name: 'web-0' } },
      },
    ],
  });
}, 60_000);
