import { readFile } from 'node:fs/promises';
import { createServer, connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { SERVICES } from '../payload/places.ts';
import { VERIFIED } from './lab-parts.ts';
import { Machine } from './machine.ts';
import { writeSettingsDisk } from './settings-disk.ts';
import type { Settings } from './settings-disk.ts';

// A forensic host for the demo of the lab: agent, worker and report run as services of a virtual machine. It says
// `ready` to whoever started it, and ends when it is asked to.

/** How this machine is called inside of the virtual one. */
const HERE = '10.0.2.2';
const PATIENCE_MS = 600_000;

const environment = z
  .object({ AFO_LAB_WORKERS: z.string(), AFO_LAB_IMAGE: z.string() })
  .parse(process.env);
const workers = z
  .record(z.enum(SERVICES), z.record(z.string(), z.string()))
  .parse(JSON.parse(await readFile(environment.AFO_LAB_WORKERS, 'utf8')));

const began = performance.now();
const folder = environment.AFO_LAB_IMAGE;
const bridge = await bridgeTo(workers['acquisition-agent']['AFO_REDIS_URL'] ?? '');
const disk = await writeSettingsDisk(folder, {
  host: { AFO_REDIS_URL: `redis://${HERE}:${String(bridge.port)}` },
  ...Object.fromEntries(SERVICES.map((name) => [name, asSeenInside(workers[name])])),
});
const machine = await Machine.start(folder, {
  settings: disk,
  console: join(folder, 'console.log'),
});
process.once('SIGTERM', () => void end(0));
process.once('disconnect', () => void end(0));
try {
  for (const name of SERVICES)
    await machine.shows(new RegExp(`"service":"${name}"[^\\n]*"msg":"ready"`), PATIENCE_MS);
  say(`services ready after ${((performance.now() - began) / 1000).toFixed(1)} s`);
  const [, code] = await machine.shows(new RegExp(`${VERIFIED} (\\d+)`), PATIENCE_MS);
  say(`check ended with ${code ?? '?'} after ${((performance.now() - began) / 1000).toFixed(1)} s`);
  if (code !== '0') throw new Error(await machine.said());
  process.send?.({ ready: {} });
} catch (error) {
  say(String(error));
  await end(1);
}

async function end(code: number): Promise<void> {
  await machine.stop();
  bridge.close();
  process.exit(code);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Loopback of this machine has another address there, and the folder for working copies is the unit's. */
function asSeenInside(settings: Settings): Settings {
  const kept = Object.entries(settings).filter(
    ([name]) => !['AFO_SCRATCH', 'AFO_REDIS_URL', 'AFO_PLAYBOOK'].includes(name),
  );
  return Object.fromEntries(
    kept.map(([name, value]) => [name, value.replace('//127.0.0.1:', `//${HERE}:`)]),
  );
}

/** A port of loopback for the Redis of the lab, which listens on a socket alone. */
async function bridgeTo(url: string) {
  const path = url.replace(/^unix:\/\//, '');
  const server = createServer((inside) => {
    const outside = connect(path);
    inside.pipe(outside).pipe(inside);
    inside.on('error', () => outside.destroy());
    outside.on('error', () => inside.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the bridge has no port');
  return {
    port: (address satisfies AddressInfo).port,
    close: () => {
      server.close();
    },
  };
}
