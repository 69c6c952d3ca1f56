import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import type { Cli } from './cli.ts';
import { program } from './program.ts';
import { Output } from './terminal/output.ts';

const root = join(import.meta.dirname, '../../..');
const LAUNCHER = new Set(['exec', 'test', 'test-image', 'setup', 'COMMAND']);

/** Commands in the shell blocks and inline code of a document, as words. */
function commandsIn(markdown: string): readonly string[][] {
  const joined = markdown.replaceAll('\\\n', ' ');
  const found = [...joined.matchAll(/(?:^|[`(\s])(?:\.\/)?afo ([a-z][^\n`#]*)/g)].map(
    ([, words]) => words ?? '',
  );
  return found.map((words) => words.trim().split(/\s+/));
}

const cli: Cli = {
  home: '/nowhere',
  output: new Output({ out: process.stdout, err: process.stderr }, false),
  stack: () => Promise.reject(new Error('a document opens no stack')),
  look: () => Promise.reject(new Error('a document opens no stack')),
  playbook: () => Promise.reject(new Error('a document reads no playbook')),
  processes: {
    status: () => Promise.resolve({ state: 'down', children: [] }),
    running: () => Promise.resolve(false),
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  },
  infrastructure: {
    stacks: () => Promise.reject(new Error('a document deploys nothing')),
    destroy: () => Promise.reject(new Error('a document deploys nothing')),
  },
  readiness: () => Promise.reject(new Error('a document looks at no deployment')),
  person: (name = 'ann') => ({ kind: 'human', name }),
  at: () => cli,
};

function problemWith(words: readonly string[]): string | undefined {
  let command: Command = program(cli);
  let depth = 0;
  for (const word of words) {
    const next = command.commands.find((sub) => sub.name() === word);
    if (next === undefined) break;
    command = next;
    depth += 1;
  }
  if (depth === 0) return `no command ${words[0] ?? ''}`;
  if (command.commands.length > 0 && /^[a-z]+$/.test(words[depth] ?? ''))
    return `no command ${words.slice(0, depth + 1).join(' ')}`;
  const flags = words
    .filter((word) => /^--[a-z]/.test(word))
    .map((word) => word.replace(/[=,.;:)\]"'].*$/, ''));
  const known = new Set(command.options.flatMap(({ long }) => long ?? []));
  const unknown = flags.filter((flag) => !known.has(flag) && flag !== '--help');
  return unknown.length === 0
    ? undefined
    : `afo ${words.join(' ')}: no option ${unknown.join(', ')}`;
}

const documents = ['README.md', ...globSync('docs/{guides,reference}/*.md', { cwd: root })];

describe('what the documents tell people to type', () => {
  it.each(documents)('exists: %s', (document) => {
    const commands = commandsIn(readFileSync(join(root, document), 'utf8')).filter(
      ([word = '']) => !LAUNCHER.has(word),
    );

    expect(commands.map(problemWith).filter((problem) => problem !== undefined)).toEqual([]);
  });

  it('is found at all', () => {
    expect(commandsIn(readFileSync(join(root, 'README.md'), 'utf8')).length).toBeGreaterThan(4);
  });
});
