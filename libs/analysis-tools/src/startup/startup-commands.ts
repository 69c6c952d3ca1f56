import type { Grammar } from './startup-places.ts';

/** A line of shell that a startup file has run, and where it stands. */
export interface StartupCommand {
  readonly line: number;
  readonly command: string;
  readonly user?: string;
}

const ASSIGNMENT = /^\s*\w+\s*=/;

/** The commands in a file that starts things, by its grammar. Comments and settings are no commands. */
export function startupCommands(grammar: Grammar, text: string): readonly StartupCommand[] {
  return joined(text).flatMap(({ line, text: whole }) => {
    const trimmed = whole.trim();
    if (trimmed === '' || /^[#;]/.test(trimmed)) return [];
    return readers[grammar](trimmed).map((found) => ({ line, ...found }));
  });
}

type Found = Omit<StartupCommand, 'line'>;

const readers: Readonly<Record<Grammar, (line: string) => readonly Found[]>> = {
  crontab: (line) => cron(line, false),
  'system-crontab': (line) => cron(line, true),
  shell: (line) => [{ command: line }],
  unit: (line) => setting(line, /^Exec\w*\s*=\s*[-@:+!]*(.*)$/),
  udev: (line) =>
    [
      ...line.matchAll(/\b(?:RUN|PROGRAM|IMPORT)(?:\{[^}]*\})?\s*\+?[=:]?=\s*"((?:[^"\\]|\\.)*)"/g),
    ].map(([, command = '']) => ({ command })),
  apt: (line) =>
    [
      ...line.matchAll(
        /(?:Pre|Post)-(?:Invoke|Install-Pkgs|Invoke-Success)[^"]*"((?:[^"\\]|\\.)*)"/g,
      ),
    ].map(([, command = '']) => ({ command })),
  desktop: (line) => setting(line, /^Exec\s*=\s*(.*)$/),
};

function setting(line: string, pattern: RegExp): readonly Found[] {
  const command = pattern.exec(line)?.[1]?.trim();
  return command === undefined || command === '' ? [] : [{ command }];
}

/** crontab(5): five times or one word such as `@reboot`, in system tables a user, then the command. */
function cron(line: string, withUser: boolean): readonly Found[] {
  if (ASSIGNMENT.test(line)) return [];
  const [, , rest] = /^(@\w+|(?:[\d*,/\-a-zA-Z]+\s+){4}[\d*,/\-a-zA-Z]+)\s+(.*)$/s.exec(line) ?? [];
  if (rest === undefined) return [];
  if (!withUser) return [{ command: rest }];
  const [, user, command] = /^(\S+)\s+(.*)$/s.exec(rest) ?? [];
  return user === undefined || command === undefined ? [] : [{ command, user }];
}

/** A line that ends in a backslash goes on in the next; it counts as the line where it began. */
function joined(text: string): readonly { readonly line: number; readonly text: string }[] {
  const whole: { line: number; text: string }[] = [];
  let open = false;
  for (const [index, line] of text.split('\n').entries()) {
    const continues = line.endsWith('\\');
    const part = continues ? line.slice(0, -1) : line;
    const last = whole.at(-1);
    if (open && last !== undefined) last.text += ` ${part.trim()}`;
    else whole.push({ line: index + 1, text: part });
    open = continues;
  }
  return whole;
}
