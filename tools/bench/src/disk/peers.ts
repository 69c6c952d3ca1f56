import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Another tool's way to the same end: the commands in order; the time is that of all of them. */
export interface Peer {
  readonly name: string;
  readonly commands: readonly (readonly [program: string, ...words: string[]])[];
}

/** The tools that examiners use, with the flags that come nearest to what we do. */
export function peersOf(image: string, out: string): readonly Peer[] {
  const to = (name: string): string => join(out, name);
  const unattended = ['-u', '-q', '-f', 'encase6', '-S', '16GiB'] as const;
  return [
    {
      name: 'dd + sha256sum',
      commands: [
        ['dd', `if=${image}`, `of=${to('dd')}`, 'bs=4M', 'conv=sparse', 'status=none'],
        ['sha256sum', to('dd')],
      ],
    },
    {
      name: 'dc3dd sha256',
      commands: [
        ['dc3dd', `if=${image}`, `of=${to('dc3dd')}`, 'hash=sha256', `log=${to('dc3dd.log')}`],
      ],
    },
    {
      name: 'dc3dd sha256 with verification',
      commands: [
        ['dc3dd', `if=${image}`, `hof=${to('dc3dd-v')}`, 'hash=sha256', `log=${to('dc3dd-v.log')}`],
      ],
    },
    {
      name: 'dcfldd sha256',
      commands: [
        [
          'dcfldd',
          `if=${image}`,
          `of=${to('dcfldd')}`,
          'hash=sha256',
          `hashlog=${to('dcfldd.log')}`,
          'bs=4M',
          'statusinterval=0',
        ],
      ],
    },
    {
      name: 'ewfacquire fast',
      commands: [['ewfacquire', ...unattended, '-c', 'fast', '-t', to('ewf'), image]],
    },
    {
      name: 'ewfacquire fast, sha256',
      commands: [
        ['ewfacquire', ...unattended, '-c', 'fast', '-d', 'sha256', '-t', to('ewf-s'), image],
      ],
    },
    {
      name: 'ewfacquire fast, sha256, and ewfverify',
      commands: [
        ['ewfacquire', ...unattended, '-c', 'fast', '-d', 'sha256', '-t', to('ewf-v'), image],
        ['ewfverify', '-q', '-d', 'sha256', to('ewf-v.E01')],
      ],
    },
  ];
}

export interface PeerTime {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** What a peer took, or why it could not be measured: a missing peer is said, never left out. */
export function timeOf({ commands }: Peer): PeerTime | { readonly missing: string } {
  const start = process.hrtime.bigint();
  const before = childCpu();
  for (const [program, ...words] of commands) {
    const { error, status, stderr } = spawnSync(program, words, {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
    if (error !== undefined)
      return { missing: `${program} is not installed (apt-get install ${packageOf(program)})` };
    if (status !== 0)
      return {
        missing: `${program} ended with ${String(status)}: ${stderr.trim().split('\n').at(-1) ?? ''}`,
      };
  }
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  return { seconds, cpuSeconds: childCpu() - before };
}

const packageOf = (program: string): string => (program === 'ewfacquire' ? 'ewf-tools' : program);

/** Processor time of all children that have ended: fields 16 and 17 of /proc/self/stat, in ticks of 10 ms. */
function childCpu(): number {
  const text = readFileSync('/proc/self/stat', 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}
