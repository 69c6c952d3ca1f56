import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Another tool's way to the same end: the commands in order; the time is that of all of them. */
export interface Peer {
  readonly name: string;
  readonly commands: readonly (readonly [program: string, ...words: string[]])[];
}

/** The tools that examiners use, with the flags that come nearest to what we do. */
export function peersOf(image: string, out: string): readonly Peer[] {
  const to = (name: string): string => join(out, name);
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
      name: 'ewfacquire fast, sha256',
      commands: [
        [
          'ewfacquire',
          '-u',
          '-q',
          '-c',
          'deflate:fast',
          '-d',
          'sha256',
          '-f',
          'encase6',
          '-S',
          '16GiB',
          '-t',
          to('ewf'),
          image,
        ],
      ],
    },
  ];
}

/** Seconds that a peer took, or why it could not be measured: a missing peer is said, never left out. */
export function timeOf({
  commands,
}: Peer): { readonly seconds: number } | { readonly missing: string } {
  const start = process.hrtime.bigint();
  for (const [program, ...words] of commands) {
    const { error, status, stderr } = spawnSync(program, words, {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
    if (error !== undefined) return { missing: `${program} is not installed` };
    if (status !== 0)
      return {
        missing: `${program} ended with ${String(status)}: ${stderr.trim().split('\n').at(-1) ?? ''}`,
      };
  }
  return { seconds: Number(process.hrtime.bigint() - start) / 1e9 };
}
