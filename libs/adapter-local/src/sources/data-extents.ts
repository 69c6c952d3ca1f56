import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { ByteRange } from '@afo/domain';

/**
 * Where a sparse file has data, asked from the kernel by lseek(2) with SEEK_DATA (3) and SEEK_HOLE (4). Node cannot
 * ask that, so an interpreter that is part of every Debian (perl) or nearly every other system (python3) does; the
 * file is opened and never read. Each prints "offset end" a line, and "done" last.
 */
const ASK: readonly (readonly [program: string, ...words: string[]])[] = [
  [
    'perl',
    '-e',
    'open(F,"<:raw",$ARGV[0]) or exit 1; $p=$ARGV[1]; $|=1;' +
      'while(defined($d=sysseek(F,$p,3))){$p=sysseek(F,$d,4);exit 1 unless defined $p;printf("%d %d\\n",$d,$p)}' +
      'exit 1 unless $!{ENXIO}; print "done\\n"',
  ],
  [
    'python3',
    '-c',
    `
import errno, os, sys
fd = os.open(sys.argv[1], os.O_RDONLY)
p = int(sys.argv[2])
try:
    while True:
        d = os.lseek(fd, p, os.SEEK_DATA)
        p = os.lseek(fd, d, os.SEEK_HOLE)
        print(d, p)
except OSError as error:
    if error.errno != errno.ENXIO: sys.exit(1)
print("done")
`,
  ],
];

/** The stretches of a file that may hold data. A file of which nobody can tell is read whole: slower, never wrong. */
export async function* dataExtents(
  path: string,
  [from, end]: readonly [number, number],
  isDense: boolean,
): AsyncGenerator<ByteRange> {
  let at = from;
  for (const [program, ...words] of isDense ? [] : ASK) {
    for await (const answer of ask(program, [...words, path, String(at)])) {
      if (answer === 'done') return;
      const [start, stop] = answer;
      if (start >= end) return;
      if (start < at || stop <= start) break;
      at = Math.min(stop, end);
      yield [start, at - start];
    }
  }
  if (at < end) yield [at, end - at];
}

async function* ask(program: string, words: readonly string[]): AsyncGenerator<ByteRange | 'done'> {
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'ignore'] });
  // A missing program ends the output at once, and the next one is asked.
  child.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout });
  try {
    for await (const line of lines) {
      if (line === 'done') yield 'done';
      const [, start, stop] = /^(\d+) (\d+)$/.exec(line) ?? [];
      if (start !== undefined && stop !== undefined) yield [Number(start), Number(stop)];
    }
  } finally {
    lines.close();
    child.kill();
  }
}
