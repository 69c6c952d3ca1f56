import { isoLine, traditionalLine } from '../base/logs.ts';
import { lastlogFile, utmpRecord } from '../tree/utmp.ts';
import type { Ground, Planted } from './planting.ts';

const TRIES = 240;
const NAMES = [
  'root',
  'admin',
  'test',
  'oracle',
  'postgres',
  'git',
  'ftp',
  'jenkins',
  'pi',
] as const;
const SUCCESS = TRIES * 3 + 25;

/** T01 and T18: a password guessed over ssh, in the text log and in the binary ones. */
export function plantLogins(ground: Ground): Planted {
  writeAuthLog(ground);
  writeBinaryLogs(ground);
  return {
    traces: [
      {
        id: 'T01',
        name: 'ssh brute force, then a log-in',
        expect: [{ paths: ['/var/log/auth.log'], attack: ['T1110.001', 'T1110'], atLeast: 'high' }],
      },
      {
        id: 'T18',
        name: 'the same in btmp, wtmp and lastlog',
        expect: [
          {
            paths: ['/var/log/btmp', '/var/log/wtmp'],
            attack: ['T1110', 'T1110.001'],
            atLeast: 'high',
          },
        ],
      },
    ],
  };
}

const nameOf = ({ scenario }: Ground, index: number): string =>
  index % 10 === 9 ? scenario.operator.name : (NAMES[index % NAMES.length] ?? 'root');

function writeAuthLog(ground: Ground): void {
  const { tree, scenario, at } = ground;
  const { hostname, operator, intruder } = scenario;
  const lines = Array.from({ length: TRIES }, (_, index) => {
    const name = nameOf(ground, index);
    const unknown = name === 'root' || name === operator.name ? '' : 'invalid user ';
    const message = `sshd[${4000 + index}]: Failed password for ${unknown}${name} from ${intruder.address} port ${40_000 + index} ssh2`;
    return traditionalLine(at(index * 3), hostname, message);
  });
  // rsyslog was updated in the middle of the night: the rest of the same file has another date format.
  const say = (offset: number, message: string): string => isoLine(at(offset), hostname, message);
  lines.push(
    say(
      SUCCESS,
      `sshd[4400]: Accepted password for ${operator.name} from ${intruder.address} port 41337 ssh2`,
    ),
    say(
      SUCCESS,
      `sshd[4400]: pam_unix(sshd:session): session opened for user ${operator.name}(uid=${operator.uid}) by (uid=0)`,
    ),
    say(
      860,
      `sudo: ${operator.name} : TTY=pts/1 ; PWD=/home/${operator.name} ; USER=root ; COMMAND=/bin/bash`,
    ),
    say(
      1500,
      `useradd[4490]: new user: name=${intruder.account}, UID=0, GID=0, home=/var/lib/${intruder.account}, shell=/bin/bash, from=/dev/pts/1`,
    ),
  );
  tree.append('/var/log/auth.log', lines.join(''), at(1500));
}

function writeBinaryLogs(ground: Ground): void {
  const { tree, scenario, at } = ground;
  const { operator, intruder } = scenario;
  const failures = Array.from({ length: TRIES }, (_, index) =>
    utmpRecord({
      type: 6,
      pid: 4000 + index,
      line: 'ssh:notty',
      user: nameOf(ground, index),
      host: intruder.address,
      at: at(index * 3),
    }),
  );
  tree.append('/var/log/btmp', Buffer.concat(failures), at(TRIES * 3));
  const success = {
    type: 7,
    pid: 4400,
    line: 'pts/1',
    user: operator.name,
    host: intruder.address,
    at: at(SUCCESS),
  };
  tree.append('/var/log/wtmp', utmpRecord(success), at(SUCCESS));
  tree.replace('/var/log/lastlog', lastlogFile(new Map([[operator.uid, success]])), {
    modified: at(SUCCESS),
    changed: at(SUCCESS),
  });
}
