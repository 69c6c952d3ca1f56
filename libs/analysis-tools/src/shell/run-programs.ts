import { posix } from 'node:path';
import { commandsIn } from './words.ts';
import type { Words } from './words.ts';

const KEYWORDS = new Set([
  'if',
  'then',
  'else',
  'elif',
  'do',
  'while',
  'until',
  '!',
  'fi',
  'done',
  'esac',
  'time',
]);
/** Programs that run another program, and how many of their own plain words come before it. */
const WRAPPERS: Readonly<Record<string, number>> = {
  sudo: 0,
  doas: 0,
  nohup: 0,
  exec: 0,
  env: 0,
  nice: 0,
  ionice: 0,
  setsid: 0,
  stdbuf: 0,
  command: 0,
  builtin: 0,
  xargs: 0,
  timeout: 1,
  flock: 1,
  chroot: 1,
  unshare: 0,
  busybox: 0,
  'start-stop-daemon': 0,
  'systemd-run': 0,
};
/** Options of wrappers that take a word of their own. */
const WITH_VALUE = new Set(['-u', '-g', '-n', '-c', '-k', '-s', '-p', '-C', '-i', '-o', '-e']);
const SHELLS = new Set(['sh', 'bash', 'dash', 'zsh', 'ksh', 'ash']);
const INTERPRETERS = /^(python|perl|php|ruby|node|lua)[\d.]*$/;
const DEPTH = 4;

/** One program that a line runs. */
export interface RunProgram {
  /** What is run: a path where the line gives one, made absolute where the folder is known, otherwise a name. */
  readonly image: string;
  /** The command as words, the program first. */
  readonly words: Words;
}

/** Says which programs a line of shell runs, through `sudo`, `nohup`, `sh -c '…'`, interpreters and `cd`. */
export function programsIn(line: string, depth = 0): readonly RunProgram[] {
  if (depth > DEPTH) return [];
  const programs: RunProgram[] = [];
  let folder: string | undefined;
  for (const words of commandsIn(line)) {
    const rest = unwrapped(words);
    const [name] = rest;
    if (name === undefined) continue;
    if (name === 'cd') {
      folder = absolute(rest[1] ?? '', folder);
      continue;
    }
    programs.push(...interpreted(rest, { folder, depth }));
  }
  return programs;
}

interface Surroundings {
  readonly folder: string | undefined;
  readonly depth: number;
}

function interpreted(words: Words, { folder, depth }: Surroundings): readonly RunProgram[] {
  const [name = '', ...rest] = words;
  const itself: RunProgram = { image: absolute(name, folder) ?? name, words };
  const base = posix.basename(name);
  if (name === '.' || name === 'source') {
    return rest[0] === undefined ? [] : [{ image: absolute(rest[0], folder) ?? rest[0], words }];
  }
  const shell = SHELLS.has(base);
  if (!shell && !INTERPRETERS.test(base)) return [itself];
  const code = rest.findIndex((word) => /^-\w*c$/.test(word));
  if (shell && code >= 0) return [itself, ...programsIn(rest[code + 1] ?? '', depth + 1)];
  const script = rest.find((word) => !word.startsWith('-'));
  if (code >= 0 || script === undefined) return [itself];
  return [itself, { image: absolute(script, folder) ?? script, words: rest }];
}

/** Takes away assignments, keywords and wrappers before the program. */
function unwrapped(words: Words): Words {
  let rest = [...words];
  for (;;) {
    const [word] = rest;
    if (word === undefined) return rest;
    const own = WRAPPERS[posix.basename(word)];
    if (/^\w+=/.test(word) || KEYWORDS.has(word)) rest = rest.slice(1);
    else if (own === undefined) return rest;
    else rest = afterOptions(rest.slice(1), own);
  }
}

function afterOptions(words: readonly string[], own: number): string[] {
  let index = 0;
  let plain = own;
  while (index < words.length) {
    const word = words[index] ?? '';
    if (word.startsWith('-')) index += WITH_VALUE.has(word) ? 2 : 1;
    else if (plain > 0) {
      plain -= 1;
      index += 1;
    } else break;
  }
  return words.slice(index);
}

/** A path made absolute; a name without a slash is looked up in PATH by the shell and stays as it is. */
function absolute(path: string, folder: string | undefined): string | undefined {
  if (path.startsWith('/')) return posix.normalize(path);
  if (folder === undefined || path === '') return undefined;
  return path.includes('/') ? posix.join(folder, path) : undefined;
}
