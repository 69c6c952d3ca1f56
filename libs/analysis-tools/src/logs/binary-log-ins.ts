import { posix } from 'node:path';
import type { Examination } from '../host/host-tool.ts';
import type { Host } from '../host/host.ts';
import type { FileEntry } from '../inventory/file-entry.ts';
import type { Findings } from '../results/findings.ts';
import { pointerTo } from '../results/pointer.ts';
import { instantOf } from '@afo/domain';
import { instantOfSeconds } from '../results/times.ts';
import { logFiles } from './log-files.ts';
import { PasswordGuessing } from './password-guessing.ts';
import type { Attempt } from './password-guessing.ts';
import { parseLastlog, utmpRecords, utmpType } from './utmp.ts';
import type { UtmpRecord } from './utmp.ts';

const LARGEST = 2 ** 30;
const SESSIONS = 200_000;
const LASTLOG_LARGEST = 32 * 2 ** 20;

/** T1110, T1078: the same from wtmp (who came and went), btmp (who failed) and lastlog, which an intruder forgets. */
export const binaryLogIns: Examination = {
  name: 'log-ins in wtmp, btmp and lastlog',
  async examine(host, findings) {
    const sessions = await sessionsOf(host, findings);
    await readFailures(host, findings, sessions);
    await readLastlog(host, findings);
  },
};

const files = (host: Host, name: string): readonly FileEntry[] =>
  [...logFiles(host, '/var/log', new RegExp(`^${name}$`))]
    .filter(({ path }) => posix.dirname(path) === '/var/log')
    .sort((a, b) => (a.times.modified ?? 0) - (b.times.modified ?? 0) || a.id - b.id);

async function sessionsOf(host: Host, findings: Findings): Promise<readonly Attempt[]> {
  const sessions: Attempt[] = [];
  for (const entry of files(host, 'wtmp')) {
    await findings.with(entry, async () => {
      for await (const record of recordsOf(host, entry)) {
        findings.event(eventOf(host, entry, record));
        const login = record.type === utmpType.userProcess && record.host !== '';
        if (login && sessions.length < SESSIONS)
          sessions.push(attemptOf(entry, record, 'accepted'));
      }
    });
  }
  if (sessions.length === SESSIONS)
    findings.limit(`wtmp: only the first ${SESSIONS} sessions are held against failures.`);
  return sessions.sort((a, b) => a.at - b.at);
}

async function readFailures(
  host: Host,
  findings: Findings,
  sessions: readonly Attempt[],
): Promise<void> {
  const guessing = new PasswordGuessing('btmp and wtmp');
  let next = 0;
  const seeSessionsUntil = (at: number): void => {
    for (
      let session = sessions[next];
      session !== undefined && session.at < at;
      session = sessions[next]
    ) {
      guessing.see(session);
      next += 1;
    }
  };
  for (const entry of files(host, 'btmp')) {
    await findings.with(entry, async () => {
      for await (const record of recordsOf(host, entry)) {
        findings.event(eventOf(host, entry, record));
        if (record.host === '') continue;
        seeSessionsUntil(record.at);
        guessing.see(attemptOf(entry, record, 'failed'));
      }
    });
  }
  seeSessionsUntil(Number.POSITIVE_INFINITY);
  guessing.report(findings);
}

async function* recordsOf(
  host: Host,
  entry: FileEntry,
): AsyncGenerator<UtmpRecord, void, undefined> {
  for await (const record of utmpRecords(host.reader.chunks(entry, LARGEST))) {
    if (instantOfSeconds(record.at) !== undefined && record.at > 0) yield record;
  }
}

const attemptOf = (
  entry: FileEntry,
  { at, user, host, record }: UtmpRecord,
  outcome: Attempt['outcome'],
): Attempt => ({
  ...{ outcome, user, address: host, times: 1, at },
  pointer: pointerTo(entry, { record }),
});

function eventOf(
  host: Host,
  entry: FileEntry,
  { type, user, line, host: from, at, record, pid }: UtmpRecord,
) {
  const failed = posix.basename(entry.path).startsWith('btmp');
  const kinds: Readonly<Record<number, string>> = {
    [utmpType.boot]: 'system.boot',
    [utmpType.userProcess]: 'login.session',
    [utmpType.deadProcess]: 'login.ended',
  };
  const kind = failed ? 'login.failed' : (kinds[type] ?? 'log');
  return {
    at: instantOf(Math.round(at * 1000)),
    kind,
    source: failed ? 'btmp' : 'wtmp',
    summary: `${kind}: ${[user, line, from].filter((part) => part !== '').join(' ')}`,
    pointer: pointerTo(entry, { record }),
    facts: { user, terminal: line, address: from, pid },
    ...(at > host.seizedAt ? { doubt: 'later than the acquisition of the disk' } : {}),
  };
}

async function readLastlog(host: Host, findings: Findings): Promise<void> {
  const entry = host.inventory.at('/var/log/lastlog');
  if (entry?.type !== 'file' || entry.size === 0) return;
  if (entry.size > LASTLOG_LARGEST)
    findings.limit(`/var/log/lastlog: only its first ${LASTLOG_LARGEST} bytes are read.`);
  await findings.with(entry, async () => {
    for (const { uid, line, host: from, at } of parseLastlog(
      await host.reader.read(entry, LASTLOG_LARGEST),
    )) {
      const name =
        host.accounts?.accounts.find((account) => account.uid === uid)?.name ?? `uid ${uid}`;
      findings.event({
        at: instantOf(Math.round(at * 1000)),
        kind: 'login.last',
        source: 'lastlog',
        summary: `last log-in of ${name} on ${line}${from === '' ? '' : ` from ${from}`}`,
        pointer: pointerTo(entry, { record: uid }),
        facts: { user: name, uid, terminal: line, address: from },
      });
    }
  });
}
