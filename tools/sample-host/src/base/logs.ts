import { Randomness, seedOf } from '../random.ts';
import type { Scenario } from '../scenario.ts';
import type { HostTree } from '../tree/host-tree.ts';
import { lastlogFile, utmpRecord, type LoginRecord } from '../tree/utmp.ts';

const DAY = 86_400;
const MONTHS = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
] as const;

/** A line of auth.log in the traditional format, which has no year (RFC 3164). */
export function traditionalLine(at: number, host: string, message: string): string {
  const time = new Date(at * 1000);
  const month = MONTHS[time.getUTCMonth()] ?? 'Jan';
  const day = String(time.getUTCDate()).padStart(2, ' ');
  return `${month} ${day} ${time.toISOString().slice(11, 19)} ${host} ${message}\n`;
}

/** A line of auth.log in the format that rsyslog writes on newer systems (RFC 3339 time). */
export function isoLine(at: number, host: string, message: string): string {
  const time = new Date(at * 1000).toISOString().replace('.000Z', '.412345+00:00');
  return `${time} ${host} ${message}\n`;
}

export interface WebRequest {
  readonly at: number;
  readonly client: string;
  /** Method and target, e.g. `GET /`. */
  readonly request: string;
  readonly status: number;
}

/** A line of an access log in the combined format of nginx and Apache. */
export function accessLine({ at, client, request, status }: WebRequest): string {
  const time = new Date(at * 1000);
  const day = String(time.getUTCDate()).padStart(2, '0');
  const month = MONTHS[time.getUTCMonth()] ?? 'Jan';
  const stamp = `${day}/${month}/${time.getUTCFullYear()}:${time.toISOString().slice(11, 19)} +0000`;
  return `${client} - - [${stamp}] "${request} HTTP/1.1" ${status} ${120 + (at % 900)} "-" "Mozilla/5.0"\n`;
}

/** What the logs hold on an ordinary host: people at work, and the noise that every public address gets. */
export function writeLogs(tree: HostTree, scenario: Scenario): void {
  const { attackAt, installedAt } = scenario;
  const days = Math.min(20, Math.floor((attackAt - installedAt) / DAY));
  const logins = Array.from(
    { length: days },
    (_, index) => attackAt - (days - index) * DAY + 7 * 3600,
  );
  const last = logins.at(-1) ?? installedAt;
  const times = { born: installedAt, modified: last, changed: last };
  const log = { gid: 4, mode: 0o640, times };
  tree.file(
    '/var/log/auth.log',
    logins.flatMap((at, index) => authLines(scenario, at, index)).join(''),
    log,
  );
  tree.file('/var/log/nginx/access.log', accessLines(scenario).join(''), { ...log, uid: 33 });
  const sessions = logins.flatMap((at, index) => sessionOf(scenario, at, index));
  tree.file('/var/log/wtmp', Buffer.concat(sessions.map(utmpRecord)), {
    gid: 43,
    mode: 0o664,
    times,
  });
  tree.file('/var/log/btmp', Buffer.concat(noiseLogins(scenario).map(utmpRecord)), {
    gid: 43,
    mode: 0o660,
    times,
  });
  const { operator } = scenario;
  const entry = {
    type: 7,
    pid: 1,
    line: 'pts/0',
    user: operator.name,
    host: operator.address,
    at: last,
  };
  tree.file('/var/log/lastlog', lastlogFile(new Map([[operator.uid, entry]])), {
    gid: 43,
    mode: 0o664,
    times,
  });
  const packages = `${new Date(installedAt * 1000).toISOString().slice(0, 10)} 09:00:00 status installed base-files:amd64 12.4+deb12u12\n`;
  tree.file('/var/log/dpkg.log', packages);
}

function authLines(
  { hostname, operator, seed }: Scenario,
  at: number,
  index: number,
): readonly string[] {
  const random = new Randomness(seedOf(`auth ${index}`, seed));
  const pid = 900 + index;
  const say = (offset: number, message: string): string =>
    traditionalLine(at + offset, hostname, message);
  const port = 50_000 + random.below(9000);
  const noise = random.pick(['admin', 'test', 'guest', 'pi']);
  return [
    say(
      -5000,
      `sshd[${pid - 1}]: Invalid user ${noise} from 203.0.113.${1 + random.below(250)} port ${port}`,
    ),
    say(
      0,
      `sshd[${pid}]: Accepted publickey for ${operator.name} from ${operator.address} port ${port} ssh2: ED25519 SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU`,
    ),
    say(
      0,
      `sshd[${pid}]: pam_unix(sshd:session): session opened for user ${operator.name}(uid=${operator.uid}) by (uid=0)`,
    ),
    say(
      60,
      `sudo:   ${operator.name} : TTY=pts/0 ; PWD=/home/${operator.name} ; USER=root ; COMMAND=/usr/bin/systemctl restart nginx`,
    ),
    say(62, 'CRON[2211]: pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)'),
    say(1800, `sshd[${pid}]: pam_unix(sshd:session): session closed for user ${operator.name}`),
  ];
}

function accessLines({ seed, attackAt }: Scenario): readonly string[] {
  const random = new Randomness(seedOf('access', seed));
  return Array.from({ length: 400 }, (_, index) => {
    const at = attackAt - DAY + index * 210;
    const client = `192.0.2.${150 + random.below(100)}`;
    return accessLine({ at, client, ...requestOf(index, random) });
  });
}

function requestOf(index: number, random: Randomness): Pick<WebRequest, 'request' | 'status'> {
  if (index % 50 === 49) return { request: 'POST /xmlrpc.php', status: 404 };
  if (index % 50 === 24) return { request: 'GET /wp-login.php', status: 404 };
  if (index % 20 === 5) return { request: 'POST /index.php?route=cart', status: 302 };
  const request = random.pick(['GET /index.php', 'GET /images/logo.png', 'GET /lib/style.css']);
  return { request, status: 200 };
}

function sessionOf({ operator }: Scenario, at: number, index: number): readonly LoginRecord[] {
  const record = {
    pid: 900 + index,
    line: 'pts/0',
    user: operator.name,
    host: operator.address,
    at,
  };
  return [
    { ...record, type: 7 },
    { ...record, type: 8, user: '', host: '', at: at + 1800 },
  ];
}

function noiseLogins({ seed, attackAt }: Scenario): readonly LoginRecord[] {
  const random = new Randomness(seedOf('noise', seed));
  return Array.from({ length: 12 }, (_, index) => ({
    type: 6,
    pid: 700 + index,
    line: 'ssh:notty',
    user: random.pick(['admin', 'test', 'guest', 'pi']),
    host: `203.0.113.${1 + random.below(250)}`,
    at: attackAt - (13 - index) * 40_000,
  }));
}
