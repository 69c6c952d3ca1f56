import { cronDaily, unit, type PackageRecipe } from './package-recipe.ts';

/** What every Debian has. */
export const systemPackages: readonly PackageRecipe[] = [
  {
    name: 'base-files',
    version: '12.4+deb12u12',
    configuration: {
      '/etc/debian_version': '12.12\n',
      '/etc/issue': 'Debian GNU/Linux 12 \\n \\l\n\n',
      '/etc/host.conf': 'multi on\n',
    },
    texts: {
      '/usr/lib/os-release':
        'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION="12 (bookworm)"\nVERSION_CODENAME=bookworm\nID=debian\n',
      '/usr/share/base-files/profile': '# /etc/profile: system-wide .profile file\n',
    },
  },
  {
    name: 'bash',
    version: '5.2.15-2+b9',
    programs: { '/bin': 'bash', '/usr/bin': 'bashbug clear_console' },
    configuration: {
      '/etc/bash.bashrc':
        '# System-wide .bashrc file for interactive bash(1) shells.\n[ -z "$PS1" ] && return\n',
      '/etc/skel/.bashrc':
        '# ~/.bashrc: executed by bash(1) for non-login shells.\ncase $- in *i*) ;; *) return;; esac\nHISTCONTROL=ignoreboth\n',
      '/etc/skel/.profile': '# ~/.profile: executed by the command interpreter for login shells.\n',
      '/etc/skel/.bash_logout': '# ~/.bash_logout: executed by bash(1) when login shell exits.\n',
    },
  },
  { name: 'dash', version: '0.5.12-2', programs: { '/bin': 'dash' } },
  {
    name: 'coreutils',
    version: '9.1-1',
    programs: {
      '/bin':
        'cat chgrp chmod chown cp date dd df dir echo false ln ls mkdir mknod mktemp mv pwd readlink rm rmdir sleep stty sync touch true uname vdir',
      '/usr/bin':
        '[ arch b2sum base32 base64 basename basenc chcon cksum comm csplit cut dircolors dirname du env expand expr factor fmt fold groups head hostid id install join link logname md5sum mkfifo nice nl nohup nproc numfmt od paste pathchk pinky pr printenv printf ptx realpath runcon seq sha1sum sha224sum sha256sum sha384sum sha512sum shred shuf sort split stat stdbuf sum tac tail tee test timeout tr truncate tsort tty unexpand uniq unlink users wc who whoami yes',
    },
  },
  {
    name: 'util-linux',
    version: '2.38.1-5+deb12u3',
    programs: {
      '/bin': 'dmesg findmnt lsblk more wdctl mountpoint',
      '/sbin':
        'agetty blkdiscard blkid blkzone blockdev chcpu ctrlaltdel fsck fsfreeze hwclock mkfs mkswap pivot_root sulogin swaplabel switch_root wipefs',
      '/usr/bin':
        'choom chrt fallocate flock getopt ipcmk ipcrm ipcs last lastlog2 logger lscpu lsipc lslocks lslogins lsmem lsns mcookie namei nsenter partx prlimit rename.ul rev script scriptlive setarch setpriv setsid setterm taskset unshare utmpdump whereis',
    },
    configuration: { '/etc/pam.d/runuser': '#%PAM-1.0\nauth sufficient pam_rootok.so\n' },
  },
  {
    name: 'mount',
    version: '2.38.1-5+deb12u3',
    privileged: { '/bin/mount': 0o4755, '/bin/umount': 0o4755 },
    programs: { '/sbin': 'losetup swapon swapoff' },
  },
  {
    name: 'systemd',
    version: '252.39-1~deb12u1',
    programs: {
      '/bin': 'journalctl loginctl networkctl systemctl systemd-tmpfiles systemd-sysusers',
      '/usr/bin':
        'busctl hostnamectl kernel-install localectl systemd-analyze systemd-cat systemd-cgls systemd-run timedatectl',
      '/lib/systemd': 'systemd systemd-journald systemd-logind systemd-networkd systemd-shutdown',
    },
    configuration: {
      '/etc/systemd/journald.conf': '[Journal]\n',
      '/etc/systemd/system.conf': '[Manager]\n',
    },
    texts: {
      '/lib/systemd/system/systemd-journald.service': unit(
        'Journal Service',
        '/lib/systemd/systemd-journald',
      ),
      '/lib/systemd/system/multi-user.target': '[Unit]\nDescription=Multi-User System\n',
      '/lib/systemd/system/systemd-networkd.service': unit(
        'Network Configuration',
        '/lib/systemd/systemd-networkd',
      ),
    },
  },
  {
    name: 'libc6',
    version: '2.36-9+deb12u13',
    libraries:
      'libc.so.6 libm.so.6 libpthread.so.0 libdl.so.2 libresolv.so.2 librt.so.1 libutil.so.1 libnss_files.so.2 libnss_dns.so.2 ld-linux-x86-64.so.2',
  },
  { name: 'libssl3', version: '3.0.17-1~deb12u2', libraries: 'libssl.so.3 libcrypto.so.3' },
  {
    name: 'libpam-modules',
    version: '1.5.2-6+deb12u2',
    libraries:
      'security/pam_unix.so security/pam_rootok.so security/pam_env.so security/pam_limits.so',
    configuration: { '/etc/security/limits.conf': '# <domain> <type> <item> <value>\n' },
  },
  {
    name: 'procps',
    version: '2:4.0.2-3',
    programs: {
      '/bin': 'kill ps',
      '/sbin': 'sysctl',
      '/usr/bin':
        'free pgrep pidwait pkill pmap pwdx skill slabtop snice tload top uptime vmstat w watch',
    },
  },
  {
    name: 'iproute2',
    version: '6.1.0-3',
    programs: {
      '/bin': 'ip ss',
      '/sbin': 'bridge dcb devlink rtmon tc tipc vdpa',
      '/usr/bin': 'lnstat nstat rdma routel',
    },
  },
  { name: 'grep', version: '3.8-5', programs: { '/bin': 'egrep fgrep grep' } },
  { name: 'sed', version: '4.9-1', programs: { '/bin': 'sed' } },
  { name: 'tar', version: '1.34+dfsg-1.2+deb12u1', programs: { '/bin': 'tar' } },
  {
    name: 'gzip',
    version: '1.12-1',
    programs: { '/bin': 'gunzip gzexe gzip zcat zcmp zdiff zgrep zless zmore znew' },
  },
  { name: 'findutils', version: '4.9.0-4', programs: { '/usr/bin': 'find xargs' } },
  {
    name: 'dpkg',
    version: '1.21.22',
    programs: {
      '/usr/bin':
        'dpkg dpkg-deb dpkg-divert dpkg-query dpkg-split dpkg-statoverride dpkg-trigger update-alternatives',
      '/sbin': 'start-stop-daemon',
    },
    configuration: {
      '/etc/cron.daily/dpkg': cronDaily('/usr/libexec/dpkg/dpkg-db-backup'),
      '/etc/dpkg/dpkg.cfg': 'no-debsig\n',
    },
    texts: { '/usr/libexec/dpkg/dpkg-db-backup': '#!/bin/sh\nexit 0\n' },
  },
  {
    name: 'apt',
    version: '2.6.1',
    programs: { '/usr/bin': 'apt apt-cache apt-cdrom apt-config apt-get apt-key apt-mark' },
    configuration: {
      '/etc/cron.daily/apt-compat': cronDaily('/usr/lib/apt/apt.systemd.daily'),
      '/etc/apt/apt.conf.d/01autoremove': 'APT { };\n',
    },
    texts: { '/usr/lib/apt/apt.systemd.daily': '#!/bin/sh\nexit 0\n' },
  },
  {
    name: 'python3-minimal',
    version: '3.11.2-1+b1',
    programs: { '/usr/bin': 'python3.11 py3compile py3clean' },
  },
  { name: 'perl-base', version: '5.36.0-7+deb12u3', programs: { '/usr/bin': 'perl perl5.36.0' } },
];
