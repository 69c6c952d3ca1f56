import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Benchmarks by name; each is a program of its own, so that what one leaves in memory does not harm the next. */
const BENCHES = {
  disk: 'disk.ts',
  ebs: 'ebs.ts',
  ingest: 'ingest.ts',
  'verify-log': 'verify-log.ts',
} as const;

const [name = '', ...words] = process.argv.slice(2);
const file = Object.entries(BENCHES).find(([known]) => known === name)?.[1];
if (file === undefined) {
  process.stderr.write(`usage: afo bench ${Object.keys(BENCHES).join(' | ')}\n`);
  process.exitCode = 2;
} else {
  const script = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, script, ...words], {
    stdio: 'inherit',
  });
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
