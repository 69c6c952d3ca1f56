import type { Examination } from '../../host/host-tool.ts';
import type { Host } from '../../host/host.ts';
import type { FileEntry } from '../../inventory/file-entry.ts';
import type { Findings } from '../../results/findings.ts';
import { pointerTo } from '../../results/pointer.ts';
import { short } from '../../results/short.ts';
import { instantOfSeconds } from '../../results/times.ts';
import { SigmaWatch } from '../../sigma/sigma-watch.ts';
import type { SigmaRule } from '../../sigma/sigma-rule.ts';
import { AuthRecords } from '../auth-records.ts';
import { logFiles } from '../log-files.ts';
import { readJournal } from './journal-file.ts';
import type { JournalEntry } from './journal-file.ts';
import { isItself } from './message-writer.ts';

/** journald's own largest file is 128 MiB. */
const LARGEST = 192 * 2 ** 20;
const EVENTS = 500_000;
const AUTH =
  /^(sshd(-session|-auth)?|sudo|su|login|useradd|usermod|userdel|groupadd|passwd|chpasswd|systemd-logind|polkitd)$/;

/** The journal of systemd: what authentication says in it, and every message for the timeline. */
export const journal = (rules: readonly SigmaRule[]): Examination => ({
  name: 'journal of systemd',
  async examine(host, findings) {
    const watch = new SigmaWatch(rules);
    const reading = new JournalExamination(host, findings, watch);
    for (const entry of logFiles(host, '/var/log/journal', /\.journal~?$/)) {
      await findings.with(entry, () => reading.read(entry));
    }
    reading.report();
    watch.report(findings);
  },
});

class JournalExamination {
  readonly #host: Host;
  readonly #findings: Findings;
  readonly #auth: AuthRecords;
  #events = 0;

  constructor(host: Host, findings: Findings, watch: SigmaWatch) {
    this.#host = host;
    this.#findings = findings;
    this.#auth = new AuthRecords('journal', watch, findings);
  }

  async read(entry: FileEntry): Promise<void> {
    if (entry.size > LARGEST) {
      this.#findings.limit(`${entry.path} is larger than ${LARGEST} bytes and was not read.`);
      return;
    }
    const { entries, undecoded } = readJournal(await this.#host.reader.read(entry, LARGEST));
    for (const record of entries) this.#see(entry, record);
    if (undecoded() > 0) {
      this.#findings.limit(
        `${entry.path}: ${undecoded()} fields were left out: packed in a way that is not handled (XZ, LZ4), damaged, or larger than messages are.`,
      );
    }
  }

  report(): void {
    this.#auth.report();
    const left = this.#events - EVENTS;
    if (left > 0)
      this.#findings.limit(
        `The journal has ${left} more messages than the ${EVENTS} that are in the timeline.`,
      );
  }

  #see(entry: FileEntry, { record, at, fields }: JournalEntry): void {
    const program = fields.get('SYSLOG_IDENTIFIER') ?? fields.get('_COMM') ?? '';
    const message = fields.get('MESSAGE') ?? '';
    const pointer = pointerTo(entry, { record });
    const doubt =
      at > this.#host.seizedAt ? { doubt: 'later than the acquisition of the disk' } : {};
    if (AUTH.test(program) && isItself(program, fields)) {
      this.#auth.see({ at, program, message, pointer, ...doubt });
      return;
    }
    const instant = instantOfSeconds(at);
    this.#events += 1;
    if (instant === undefined || this.#events > EVENTS) return;
    this.#findings.event({
      ...{ at: instant, kind: 'log', source: 'journal', pointer, ...doubt },
      summary: short(`${program}: ${message}`, 2000),
    });
  }
}
