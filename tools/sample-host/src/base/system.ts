import { Randomness, seedOf } from '../random.ts';
import type { Scenario } from '../scenario.ts';
import type { HostTree } from '../tree/host-tree.ts';
import { inertElf } from '../tree/inert-elf.ts';
import { installPackages } from './packages.ts';

const DAY = 86_400;

/** An ordinary small web host, as its people left it: what an examiner must not take for an intrusion. */
export function installSystem(tree: HostTree, scenario: Scenario): void {
  installPackages(tree, scenario.seed, scenario.installedAt);
  for (const folder of ['/boot', '/dev', '/proc', '/sys', '/run', '/mnt', '/srv', '/opt'])
    tree.folder(folder);
  for (const folder of ['/tmp', '/var/tmp']) tree.folder(folder, { mode: 0o1777 });
  writeIdentity(tree, scenario);
  writeAccounts(tree, scenario);
  writeHomes(tree, scenario);
  writeSite(tree, scenario);
  writeLocalWork(tree, scenario);
}

function writeIdentity(tree: HostTree, { hostname, seed }: Scenario): void {
  const random = new Randomness(seedOf('identity', seed));
  tree.file('/etc/hostname', `${hostname}\n`);
  tree.file('/etc/hosts', `127.0.0.1 localhost\n127.0.1.1 ${hostname}\n`);
  tree.file('/etc/machine-id', `${Buffer.from(random.bytes(16)).toString('hex')}\n`);
  tree.file('/etc/timezone', 'Etc/UTC\n');
  tree.link('/etc/localtime', '/usr/share/zoneinfo/Etc/UTC');
  tree.link('/etc/os-release', '../usr/lib/os-release');
  tree.file('/etc/fstab', 'LABEL=root / ext4 defaults,errors=remount-ro 0 1\n');
  tree.file('/etc/.pwd.lock', '', { mode: 0o600 });
  for (const kind of ['rsa', 'ed25519']) {
    const key = Buffer.from(random.bytes(96)).toString('base64');
    // No private key is kept in the sample: the file holds noise under the usual name.
    tree.file(`/etc/ssh/ssh_host_${kind}_key`, key, { mode: 0o600 });
    tree.file(`/etc/ssh/ssh_host_${kind}_key.pub`, `ssh-${kind} ${key} root@${hostname}\n`);
  }
  tree.file(
    '/etc/ssh/sshd_config',
    'Include /etc/ssh/sshd_config.d/*.conf\nPasswordAuthentication yes\n',
  );
}

const SYSTEM_ACCOUNTS = [
  'root:x:0:0:root:/root:/bin/bash',
  'daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin',
  'bin:x:2:2:bin:/bin:/usr/sbin/nologin',
  'sys:x:3:3:sys:/dev:/usr/sbin/nologin',
  'sync:x:4:65534:sync:/bin:/bin/sync',
  'mail:x:8:8:mail:/var/mail:/usr/sbin/nologin',
  'www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin',
  'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin',
  'sshd:x:104:65534::/run/sshd:/usr/sbin/nologin',
] as const;

function writeAccounts(tree: HostTree, { operator }: Scenario): void {
  const person = `${operator.name}:x:${operator.uid}:${operator.uid}:${operator.name},,,:/home/${operator.name}:/bin/bash`;
  const passwd = [...SYSTEM_ACCOUNTS, person];
  const names = passwd.map((entry) => entry.split(':')[0] ?? '');
  tree.file('/etc/passwd', `${passwd.join('\n')}\n`);
  tree.file('/etc/shadow', names.map((name) => `${name}:*:20200:0:99999:7:::\n`).join(''), {
    mode: 0o640,
    gid: 42,
  });
  tree.file(
    '/etc/group',
    names.map((name, index) => `${name}:x:${index}:\n`).join('') + `sudo:x:27:${operator.name}\n`,
  );
  // What cloud images do at the first boot.
  tree.file(
    '/etc/sudoers.d/90-cloud-init-users',
    `# Created by cloud-init\n\n# User rules for ${operator.name}\n${operator.name} ALL=(ALL) NOPASSWD:ALL\n`,
    { mode: 0o440 },
  );
}

function writeHomes(tree: HostTree, scenario: Scenario): void {
  const { operator, installedAt } = scenario;
  const random = new Randomness(seedOf('keys', scenario.seed));
  const key = (comment: string): string =>
    `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${Buffer.from(random.bytes(32)).toString('base64').slice(0, 43)} ${comment}\n`;
  tree.folder('/root', { mode: 0o700 });
  tree.file('/root/.bashrc', '# ~/.bashrc of root\n');
  tree.file('/root/.profile', 'mesg n 2> /dev/null || true\n');
  tree.folder('/root/.ssh', { mode: 0o700 });
  tree.file('/root/.ssh/authorized_keys', key('provisioning'), { mode: 0o600 });
  const home = `/home/${operator.name}`;
  const own = { uid: operator.uid };
  const later = installedAt + 12 * DAY;
  tree.folder(home, own);
  for (const name of ['.bashrc', '.profile', '.bash_logout'])
    tree.file(`${home}/${name}`, `# ${name}\n`, own);
  tree.folder(`${home}/.ssh`, { ...own, mode: 0o700 });
  // A second key of the same person, added on an ordinary day.
  tree.file(
    `${home}/.ssh/authorized_keys`,
    key(`${operator.name}@laptop`) + key(`${operator.name}@desk`),
    {
      ...own,
      mode: 0o600,
      times: { modified: later, changed: later },
    },
  );
  tree.file(`${home}/.bash_history`, ORDINARY_HISTORY, {
    ...own,
    mode: 0o600,
    times: { born: later, modified: later + 2 * DAY, changed: later + 2 * DAY },
  });
  tree.file(`${home}/.cache/pip/http/1/2/index`, 'cache\n', { ...own, times: { born: later } });
  tree.file(
    `${home}/.vscode-server/bin/node`,
    inertElf({ name: 'vscode', seed: scenario.seed, bytes: 60_000 }),
    { ...own, mode: 0o755, times: { born: later } },
  );
  tree.file(`${home}/projects/shop/.git/config`, '[core]\n\tbare = false\n', {
    ...own,
    times: { born: later },
  });
  tree.file(`${home}/projects/shop/Änderungen, Entwurf 2.txt`, 'notes\n', {
    ...own,
    times: { born: later },
  });
}

const ORDINARY_HISTORY = [
  'ls -la',
  'sudo apt update && sudo apt upgrade',
  'git clone https://git.example.org/shop.git projects/shop',
  'cd projects/shop',
  'git pull',
  'sudo systemctl restart nginx',
  'tail -f /var/log/nginx/error.log',
  'wget https://download.example.org/node-v20.tar.xz',
  'chmod +x deploy.sh && ./deploy.sh',
  'sudo vi /etc/nginx/nginx.conf',
  '',
].join('\n');

function writeSite(tree: HostTree, { installedAt }: Scenario): void {
  const web = { uid: 33, times: { born: installedAt + 2 * DAY } };
  tree.folder('/var/www/html', web);
  tree.file(
    '/var/www/html/index.php',
    "<?php\nrequire __DIR__ . '/lib/mail.php';\necho '<h1>Shop</h1>';\n",
    web,
  );
  // Ordinary code that starts programs and decodes text, but not what a visitor sends.
  tree.file(
    '/var/www/html/lib/mail.php',
    "<?php\nfunction send_mail($to, $body) {\n  $pipe = popen('/usr/sbin/sendmail -t', 'w');\n  fwrite($pipe, \"To: $to\\n\\n$body\");\n  return pclose($pipe);\n}\n$logo = base64_decode('iVBORw0KGgo=');\n",
    web,
  );
  tree.file('/var/www/html/.htaccess', 'Options -Indexes\n', web);
  for (const folder of ['uploads', 'images', 'wp-content/uploads']) {
    tree.file(`/var/www/html/${folder}/index.html`, '<!-- nothing to list -->\n', web);
  }
}

/** What the administrators of the host made themselves: it belongs to no package and is no intrusion. */
function writeLocalWork(tree: HostTree, { operator, installedAt, seed }: Scenario): void {
  const times = { born: installedAt + 3 * DAY };
  tree.file(
    '/usr/local/bin/backup-db.sh',
    '#!/bin/sh\nset -e\ntar -czf /srv/backup/db.tar.gz /srv/db\n',
    { mode: 0o755, times },
  );
  tree.file('/srv/db/shop.sqlite', Buffer.from(new Randomness(seed + 7).bytes(20_000)), { times });
  tree.file('/etc/cron.d/backup', '30 2 * * * root /usr/local/bin/backup-db.sh\n', { times });
  tree.file('/opt/shop/server', inertElf({ name: 'shop-server', seed, bytes: 200_000 }), {
    mode: 0o755,
    times,
  });
  tree.file(
    '/etc/systemd/system/shop.service',
    '[Unit]\nDescription=Shop back end\nAfter=network.target\n\n[Service]\nUser=www-data\nExecStart=/opt/shop/server --listen 127.0.0.1:8080\nRestart=always\n\n[Install]\nWantedBy=multi-user.target\n',
    { times },
  );
  const wants = '/etc/systemd/system/multi-user.target.wants';
  for (const unit of ['ssh', 'cron', 'nginx', 'rsyslog', 'php8.2-fpm'])
    tree.link(`${wants}/${unit}.service`, `/lib/systemd/system/${unit}.service`);
  tree.link(`${wants}/shop.service`, '/etc/systemd/system/shop.service', { times });
  tree.file(
    `/var/spool/cron/crontabs/${operator.name}`,
    `# DO NOT EDIT THIS FILE - edit the master and reinstall.\n0 3 * * 1 $HOME/bin/report.sh\n`,
    { mode: 0o600, uid: operator.uid, times },
  );
  tree.file('/etc/rc.local', '#!/bin/sh -e\nexit 0\n', { mode: 0o755, times });
  const edited = installedAt + 5 * DAY;
  tree.append('/etc/nginx/nginx.conf', '# worker_connections 2048;\n', edited);
}
