import { unit, type PackageRecipe } from './package-recipe.ts';

/** What makes it a web server that people log in to. */
export const servicePackages: readonly PackageRecipe[] = [
  {
    name: 'passwd',
    version: '1:4.13+dfsg1-1',
    privileged: {
      '/usr/bin/passwd': 0o4755,
      '/usr/bin/chsh': 0o4755,
      '/usr/bin/chfn': 0o4755,
      '/usr/bin/gpasswd': 0o4755,
      '/usr/bin/chage': 0o2755,
      '/usr/bin/expiry': 0o2755,
    },
    programs: {
      '/usr/sbin':
        'useradd userdel usermod groupadd groupdel groupmod grpck pwck chpasswd newusers vipw',
    },
    configuration: {
      '/etc/pam.d/passwd': '@include common-password\n',
      '/etc/default/useradd': 'SHELL=/bin/sh\n',
    },
    texts: {
      '/usr/lib/systemd/system/shadow.service': unit(
        'Verify integrity of password and group files',
        '/bin/true',
      ),
    },
  },
  {
    name: 'login',
    version: '1:4.13+dfsg1-1',
    privileged: { '/bin/su': 0o4755, '/usr/bin/newgrp': 0o4755 },
    programs: { '/bin': 'login', '/usr/bin': 'faillog lastlog sg', '/usr/sbin': 'nologin' },
    configuration: {
      '/etc/login.defs': 'UID_MIN 1000\nENCRYPT_METHOD YESCRYPT\n',
      '/etc/securetty': 'console\ntty1\n',
    },
  },
  {
    name: 'openssh-server',
    version: '1:9.2p1-2+deb12u7',
    programs: { '/usr/sbin': 'sshd', '/usr/lib/openssh': 'sftp-server' },
    configuration: {
      '/etc/default/ssh': 'SSHD_OPTS=\n',
      '/etc/pam.d/sshd': '@include common-auth\n',
    },
    texts: {
      '/lib/systemd/system/ssh.service': unit(
        'OpenBSD Secure Shell server',
        '/usr/sbin/sshd -D $SSHD_OPTS',
      ),
    },
  },
  {
    name: 'openssh-client',
    version: '1:9.2p1-2+deb12u7',
    programs: { '/usr/bin': 'scp sftp ssh ssh-add ssh-argv0 ssh-copy-id ssh-keygen ssh-keyscan' },
    privileged: { '/usr/bin/ssh-agent': 0o2755, '/usr/lib/openssh/ssh-keysign': 0o4755 },
    configuration: { '/etc/ssh/ssh_config': 'Host *\n    SendEnv LANG LC_*\n' },
  },
  {
    name: 'sudo',
    version: '1.9.13p3-1+deb12u3',
    privileged: { '/usr/bin/sudo': 0o4755 },
    programs: { '/usr/bin': 'cvtsudoers', '/usr/sbin': 'visudo' },
    configuration: {
      '/etc/sudoers':
        'Defaults\tenv_reset\nDefaults\tsecure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"\nroot\tALL=(ALL:ALL) ALL\n%sudo\tALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n',
      '/etc/sudoers.d/README': '# The default /etc/sudoers file includes this folder.\n',
    },
  },
  {
    name: 'cron',
    version: '3.0pl1-162',
    programs: { '/usr/sbin': 'cron' },
    privileged: { '/usr/bin/crontab': 0o2755 },
    configuration: {
      '/etc/crontab':
        'SHELL=/bin/sh\nPATH=/usr/local/sbin:/usr/local/bin:/sbin:/bin:/usr/sbin:/usr/bin\n17 *\t* * *\troot\tcd / && run-parts --report /etc/cron.hourly\n25 6\t* * *\troot\ttest -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.daily; }\n',
      '/etc/cron.d/.placeholder': '# DO NOT EDIT OR REMOVE\n',
      '/etc/cron.hourly/.placeholder': '# DO NOT EDIT OR REMOVE\n',
      '/etc/cron.daily/.placeholder': '# DO NOT EDIT OR REMOVE\n',
      '/etc/pam.d/cron': '@include common-auth\n',
    },
    texts: {
      '/lib/systemd/system/cron.service': unit(
        'Regular background program processing daemon',
        '/usr/sbin/cron -f $EXTRA_OPTS',
      ),
    },
  },
  {
    name: 'nginx',
    version: '1.22.1-9+deb12u3',
    programs: { '/usr/sbin': 'nginx' },
    configuration: {
      '/etc/nginx/nginx.conf':
        'user www-data;\nworker_processes auto;\nhttp { access_log /var/log/nginx/access.log; include /etc/nginx/sites-enabled/*; }\n',
      '/etc/nginx/sites-available/default': 'server { listen 80; root /var/www/html; }\n',
      '/etc/logrotate.d/nginx': '/var/log/nginx/*.log { daily missingok rotate 14 compress }\n',
    },
    texts: {
      '/lib/systemd/system/nginx.service': unit(
        'A high performance web server and a reverse proxy server',
        "/usr/sbin/nginx -g 'daemon on; master_process on;'",
      ),
      '/usr/share/nginx/html/index.html': '<!DOCTYPE html>\n<title>Welcome to nginx!</title>\n',
    },
  },
  {
    name: 'php8.2-fpm',
    version: '8.2.29-1~deb12u1',
    programs: { '/usr/sbin': 'php-fpm8.2' },
    configuration: {
      '/etc/php/8.2/fpm/php-fpm.conf': '[global]\npid = /run/php/php8.2-fpm.pid\n',
      '/etc/cron.d/php':
        '09,39 *     * * *     root   [ -x /usr/lib/php/sessionclean ] && if [ ! -d /run/systemd/system ]; then /usr/lib/php/sessionclean; fi\n',
    },
    texts: {
      '/usr/lib/php/sessionclean': '#!/bin/sh -e\nexit 0\n',
      '/lib/systemd/system/php8.2-fpm.service': unit(
        'The PHP 8.2 FastCGI Process Manager',
        '/usr/sbin/php-fpm8.2 --nodaemonize',
      ),
    },
  },
  {
    name: 'wget',
    version: '1.21.3-1+deb12u1',
    programs: { '/usr/bin': 'wget' },
    configuration: { '/etc/wgetrc': '# passive_ftp = on\n' },
  },
  { name: 'curl', version: '7.88.1-10+deb12u14', programs: { '/usr/bin': 'curl' } },
  {
    name: 'git',
    version: '1:2.39.5-0+deb12u2',
    programs: { '/usr/bin': 'git git-receive-pack git-shell git-upload-pack' },
  },
  {
    name: 'rsyslog',
    version: '8.2302.0-1',
    programs: { '/usr/sbin': 'rsyslogd' },
    configuration: { '/etc/rsyslog.conf': 'auth,authpriv.*\t/var/log/auth.log\n' },
    texts: {
      '/lib/systemd/system/rsyslog.service': unit(
        'System Logging Service',
        '/usr/sbin/rsyslogd -n -iNONE',
      ),
    },
  },
  {
    name: 'cloud-init',
    version: '22.4.2-1+deb12u3',
    programs: { '/usr/bin': 'cloud-id cloud-init-per' },
    configuration: { '/etc/cloud/cloud.cfg': 'users:\n - default\n' },
    texts: {
      '/lib/systemd/system/cloud-init.service': unit('Initial cloud-init job', '/usr/bin/cloud-id'),
    },
  },
];
