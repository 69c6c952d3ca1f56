import type { Examination } from '../host/host-tool.ts';
import type { Host } from '../host/host.ts';
import type { FileEntry } from '../inventory/file-entry.ts';
import type { Findings } from '../results/findings.ts';
import { pointerTo } from '../results/pointer.ts';
import { instantOfSeconds } from '../results/times.ts';
import { SigmaWatch } from '../sigma/sigma-watch.ts';
import type { SigmaRule } from '../sigma/sigma-rule.ts';
import { AuthRecords } from './auth-records.ts';
import { logFiles } from './log-files.ts';
import { syslogRecords } from './syslog-file.ts';

/** T1110, T1078: who logged in and who tried, by the text logs of authentication, with the years that they leave out. */
export const textLogIns = (rules: readonly SigmaRule[]): Examination => ({
  name: 'log-ins in text logs',
  async examine(host, findings) {
    const watch = new SigmaWatch(rules);
    const records = new AuthRecords('auth.log', watch, findings);
    for (const entry of inOrderOfTime(logFiles(host, '/var/log', /^(auth\.log|secure)$/))) {
      await findings.with(entry, () => readLog(host, entry, { records, findings }));
    }
    records.report();
    watch.report(findings);
  },
});

interface Reading {
  readonly records: AuthRecords;
  readonly findings: Findings;
}

async function readLog(
  host: Host,
  entry: FileEntry,
  { records, findings }: Reading,
): Promise<void> {
  const limit = (sentence: string) => {
    findings.limit(sentence);
  };
  let dateless = 0;
  for await (const record of syslogRecords(host, entry, limit)) {
    if (instantOfSeconds(record.at) === undefined) dateless += 1;
    else records.see({ ...record, pointer: pointerTo(entry, { line: record.line }) });
  }
  if (dateless > 0)
    findings.limit(`${entry.path}: ${dateless} lines have a time outside of any calendar.`);
}

/** Rotated logs before the current one: by when they were last written. */
const inOrderOfTime = (entries: readonly FileEntry[]): readonly FileEntry[] =>
  [...entries].sort((a, b) => (a.times.modified ?? 0) - (b.times.modified ?? 0) || a.id - b.id);
