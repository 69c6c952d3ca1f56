import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Load, Measured } from './ingest/load.ts';
import { send } from './ingest/load.ts';
import { startReceiver } from './ingest/receiver-process.ts';

/** What the issue asks for: findings a second through the HTTP receiver, distinct subjects and duplicates mixed. */
const WANTED = 200;

/**
 * How many findings a second the receiver takes, durably: `node --conditions=@afo/source src/ingest.ts
 * [--findings N] [--senders N]`. Loopback only, one receiver process, SQLite log and vault on the disk of the
 * temporary folder. It fails when a case is opened twice, or not at all, or when the mix is slower than asked for.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      findings: { type: 'string', default: '2000' },
      senders: { type: 'string', default: '32' },
    },
  });
  const home = await mkdtemp(join(tmpdir(), 'afo-bench-ingest-'));
  const receiver = await startReceiver(home);
  try {
    process.stdout.write(
      'load                     deliveries   opened   seconds   findings/s   p50 ms   p99 ms\n',
    );
    const results: Measured[] = [];
    for (const load of loadsOf(Number(values.findings))) {
      const measured = await send(load, receiver.url, Number(values.senders));
      process.stdout.write(`${lineOf(measured)}\n`);
      results.push(measured);
    }
    judge(results.at(-1));
  } finally {
    await receiver.end();
    await rm(home, { recursive: true, force: true });
  }
}

/** The mix: of ten findings one is about a new subject, two are updates, and seven were seen before. */
function loadsOf(count: number): readonly Load[] {
  const known = Math.max(10, Math.floor(count / 20));
  const mix = (n: number) => {
    if (n % 10 === 0) return { instance: known + n, update: 0 };
    return { instance: n % known, update: n % 10 <= 2 ? n : 0 };
  };
  return [
    {
      name: 'new subjects',
      deliveries: known,
      opens: known,
      finding: (n) => ({ instance: n, update: 0 }),
    },
    {
      name: 'duplicates',
      deliveries: count,
      opens: 0,
      finding: (n) => ({ instance: n % known, update: 0 }),
    },
    {
      name: '1 new : 2 updates : 7 dup',
      deliveries: count,
      opens: Math.ceil(count / 10),
      finding: mix,
    },
  ];
}

const lineOf = ({ name, deliveries, opened, seconds, p50, p99 }: Measured): string =>
  [
    name.padEnd(26),
    String(deliveries).padStart(9),
    String(opened).padStart(9),
    seconds.toFixed(2).padStart(10),
    (deliveries / seconds).toFixed(0).padStart(13),
    p50.toFixed(1).padStart(9),
    p99.toFixed(1).padStart(9),
  ].join('');

function judge(mix: Measured | undefined): void {
  if (mix === undefined) throw new Error('nothing was measured');
  const rate = mix.deliveries / mix.seconds;
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`;
  process.stdout.write(
    `asked for: ${WANTED}/s in the mix; measured: ${rate.toFixed(0)}/s on ${machine}\n`,
  );
  if (rate < WANTED) process.exitCode = 1;
}

await main();
