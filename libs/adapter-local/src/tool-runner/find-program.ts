import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { access, readFile, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PortError } from '@afo/ports';

/** Folders where Debian keeps programs that an ordinary user's PATH may lack. */
const SYSTEM_FOLDERS = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
];
const LAUNCHER_BYTES = 8192;

export interface FoundProgram {
  readonly name: string;
  /** What is started. */
  readonly path: string;
  /** What does the work: the same, unless `path` is a launcher script that starts it. */
  readonly binary: string;
  readonly sha256: string;
}

/** Finds a program by its plain name; a name with a slash is refused, so that no caller can point elsewhere. */
export async function findProgram(name: string, folders: readonly string[]): Promise<FoundProgram> {
  if (name !== basename(name) || name === '' || name.startsWith('.')) {
    throw new PortError('tool.missing', `${name} is no program name`);
  }
  for (const folder of [...folders, ...SYSTEM_FOLDERS]) {
    // The runtime is the one that runs us: our own programs are written for it, whatever else the machine has.
    const path = name === 'node' ? process.execPath : join(folder, name);
    if (!(await isExecutable(path))) continue;
    const binary = await startedBy(path);
    return { name, path, binary, sha256: await sha256Of(binary) };
  }
  throw new PortError(
    'tool.missing',
    `${name} is not installed on this machine; ./afo setup brings it`,
  );
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    // Not there or not ours to run: the next folder may have it.
    return false;
  }
}

/** A launcher is a short script whose last line is `exec 'PROGRAM' "$@"`; the digest must be of the program. */
async function startedBy(path: string): Promise<string> {
  const real = await realpath(path);
  if ((await stat(real)).size > LAUNCHER_BYTES) return real;
  const target = /^exec '([^']+)' "\$@"$/m.exec(await readFile(real, 'latin1'))?.[1];
  return target === undefined ? real : realpath(target);
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
