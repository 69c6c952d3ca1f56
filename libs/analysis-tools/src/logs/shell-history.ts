import { posix } from 'node:path';
import type { Examination } from '../host/host-tool.ts';
import type { Host } from '../host/host.ts';
import type { FileEntry } from '../inventory/file-entry.ts';
import type { Findings } from '../results/findings.ts';
import { pointerTo } from '../results/pointer.ts';
import { short } from '../results/short.ts';
import { instantOfSeconds } from '../results/times.ts';
import { commandRecords } from '../shell/command-records.ts';
import { SigmaWatch } from '../sigma/sigma-watch.ts';
import type { SigmaRule } from '../sigma/sigma-rule.ts';
import { logLines } from './log-files.ts';

const NAME =
  /\/(\.(ba|z|a|k|da)?sh_history|\.history|\.zhistory|\.local\/share\/fish\/fish_history)$/;
const COMMANDS = 50_000;

/** T1059.004, T1070.003: what was typed into shells. */
export const shellHistory = (rules: readonly SigmaRule[]): Examination => ({
  name: 'shell histories',
  async examine(host, findings) {
    const watch = new SigmaWatch(rules);
    const owners = new Map<number, string>();
    for (const { uid, name } of host.accounts?.accounts ?? [])
      if (!owners.has(uid)) owners.set(uid, name);
    for (const entry of host.inventory.all(
      `state = 'live' AND (type = 'file' OR type = 'link') AND instr(path, CAST('history' AS BLOB)) > 0`,
    )) {
      if (!NAME.test(entry.path)) continue;
      const user = owners.get(entry.uid) ?? `uid ${entry.uid}`;
      if (entry.type === 'link') reportLink(findings, entry, user);
      else await findings.with(entry, () => readHistory(host, entry, { findings, watch, user }));
    }
    watch.report(findings);
  },
});

interface Reading {
  readonly findings: Findings;
  readonly watch: SigmaWatch;
  readonly user: string;
}

async function readHistory(
  host: Host,
  entry: FileEntry,
  { findings, watch, user }: Reading,
): Promise<void> {
  const limit = (sentence: string) => {
    findings.limit(sentence);
  };
  const written = entry.times.modified;
  let stamped: number | undefined;
  let count = 0;
  for await (const { number, text } of logLines(host, entry, limit)) {
    const { time, command } = parseLine(text);
    stamped = time ?? stamped;
    if (command === undefined || count === COMMANDS) continue;
    count += 1;
    const pointer = pointerTo(entry, { line: number });
    const at = instantOfSeconds(stamped ?? written);
    if (at !== undefined) {
      const doubt =
        stamped === undefined
          ? { doubt: 'the history keeps no times: this is when it was last written' }
          : {};
      const summary = short(`${user}: ${command}`, 2000);
      findings.event({
        at,
        kind: 'command.typed',
        source: 'shell history',
        summary,
        pointer,
        facts: { user },
        ...doubt,
      });
    }
    for (const record of commandRecords(command, { origin: 'history', user })) {
      watch.see({
        ...record,
        pointer,
        at: stamped ?? written,
        quote: short(command, 500),
        attack: ['T1059.004'],
      });
    }
    stamped = undefined;
  }
  if (count === COMMANDS) limit(`${entry.path}: only its first ${COMMANDS} commands are read.`);
}

/** bash writes `#1700000000` before a command when it keeps times, zsh `: 1700000000:0;command`, fish YAML. */
function parseLine(text: string): { readonly time?: number; readonly command?: string } {
  const bash = /^#(\d{9,10})$/.exec(text)?.[1];
  if (bash !== undefined) return { time: Number(bash) };
  const [, zsh, typed] = /^: (\d{9,10}):\d+;(.*)$/s.exec(text) ?? [];
  if (zsh !== undefined && typed !== undefined) return { time: Number(zsh), command: typed };
  const fishTime = /^ {2}when: (\d{9,10})$/.exec(text)?.[1];
  if (fishTime !== undefined) return { time: Number(fishTime) };
  const command = text.replace(/^- cmd: /, '').trim();
  return command === '' ? {} : { command };
}

function reportLink(findings: Findings, entry: FileEntry, user: string): void {
  if (entry.target === undefined) return;
  const at = instantOfSeconds(entry.times.born ?? entry.times.changed);
  findings.detection({
    rule: 'linux.history.led-elsewhere',
    title: `Shell history of ${user} leads to ${entry.target}`,
    description: `${entry.path} is a link to ${entry.target}, so that the commands of ${user} are not kept${posix.basename(entry.target) === 'null' ? '' : ' where they belong'}.`,
    severity: 'medium',
    confidence: 'medium',
    attack: ['T1070.003'],
    ...(at === undefined ? {} : { at }),
    pointers: [pointerTo(entry)],
    facts: { user, target: entry.target },
  });
}
