import { Randomness } from './random.ts';

const DAY = 86_400;

/** Names, addresses and times of one sample host. All addresses are from the documentation ranges (RFC 5737). */
export interface Scenario {
  readonly seed: number;
  readonly hostname: string;
  readonly address: string;
  readonly instanceId: string;
  readonly volumeId: string;
  /** Seconds since 1970: when the system was installed, and when the intruder began. */
  readonly installedAt: number;
  readonly attackAt: number;
  /** The ordinary person who works on the host. */
  readonly operator: { readonly name: string; readonly uid: number; readonly address: string };
  readonly intruder: Intruder;
}

export interface Intruder {
  readonly address: string;
  /** Where the tools come from and the loot goes to. */
  readonly server: string;
  readonly pool: string;
  readonly workFolder: string;
  readonly miner: string;
  readonly cronFile: string;
  readonly cronLine: string;
  readonly webShell: string;
  readonly webShellKind: 'system' | 'eval' | 'passthru';
  readonly setuidCopy: { readonly of: string; readonly path: string };
  readonly preload: string;
  readonly unit: string;
  readonly implant: string;
  readonly runAs: string;
  readonly account: string;
  readonly sudoers: string;
  readonly changedProgram: { readonly path: string; readonly package: string };
  readonly keyFile: string;
  readonly loot: string;
}

/** The scenario of a seed. Seed 1 is the demo's; others vary every name, so that no rule can be keyed to one. */
export function scenarioOf(seed: number): Scenario {
  const random = new Randomness(seed);
  const attackAt =
    Date.UTC(2026, random.below(4), 4 + random.below(20), 1, random.below(60), 0) / 1000;
  const operator = random.pick(['ana', 'deploy', 'ubuntu', 'webadmin']);
  return {
    seed,
    hostname: random.pick(['shop-02', 'app-7', 'ip-192-0-2-40', 'www3']),
    address: `192.0.2.${40 + random.below(100)}`,
    instanceId: `i-0${hex(random, 16)}`,
    volumeId: `vol-0${hex(random, 16)}`,
    installedAt: attackAt - (attackAt % DAY) - (40 + random.below(30)) * DAY + 9 * 3600,
    attackAt,
    operator: { name: operator, uid: 1000, address: `192.0.2.${10 + random.below(20)}` },
    intruder: intruderOf(random, operator),
  };
}

function intruderOf(random: Randomness, operator: string): Intruder {
  const workFolder = random.pick([
    '/var/tmp/.font-unix',
    '/tmp/.ICE-cache',
    '/tmp/...',
    '/opt/.cache',
  ]);
  const cron = cronOf(random, workFolder);
  return {
    address: `198.51.100.${2 + random.below(250)}`,
    server: `203.0.113.${2 + random.below(250)}`,
    pool: random.pick(['pool.sample-miner.invalid:3333', 'xmr.sample-pool.invalid:14444']),
    workFolder,
    miner: random.pick(['kdevtmpfsd', 'sysupd', 'xmr', 'dbused']),
    ...cron,
    webShell: `/var/www/html/${random.pick(['uploads/.cache.php', 'wp-content/uploads/img.php', 'images/thumbs.php'])}`,
    webShellKind: random.pick(['system', 'eval', 'passthru']),
    setuidCopy: random.pick([
      { of: '/usr/bin/bash', path: '/usr/lib/locale/.C' },
      { of: '/usr/bin/dash', path: '/var/lib/.sh' },
      { of: '/usr/bin/find', path: '/usr/local/share/fnd' },
    ]),
    preload: `/usr/lib/${random.pick(['libgcwrap.so', 'libsystemd-shared.so.0', 'x86_64-linux-gnu/libnss_cached.so.2'])}`,
    unit: random.pick(['systemd-udevd-cache.service', 'netcheck.service', 'ntp-helper.service']),
    implant: `/usr/lib/${random.pick(['.cache/agent', 'netcheck/.bin', 'udev/.rules-helper'])}`,
    runAs: `/dev/shm/${random.pick(['.x11', '.pulse', 'k'])}`,
    account: random.pick(['sysadmin', 'sync2', 'backup0']),
    sudoers: `/etc/sudoers.d/${random.pick(['README2', '99-update', operator])}`,
    changedProgram: random.pick([
      { path: '/usr/bin/who', package: 'coreutils' },
      { path: '/usr/bin/ss', package: 'iproute2' },
      { path: '/usr/bin/ps', package: 'procps' },
    ]),
    keyFile: random.pick([
      `/home/${operator}/.aws/credentials`,
      '/var/www/html/.env',
      '/root/.aws/credentials',
    ]),
    loot: `${workFolder}/${random.pick(['l.tgz', 'data.tar.gz', 'out.gz'])}`,
  };
}

function cronOf(random: Randomness, workFolder: string): Pick<Intruder, 'cronFile' | 'cronLine'> {
  const script = `${workFolder}/run.sh`;
  return random.pick([
    { cronFile: '/etc/cron.d/sysstat2', cronLine: `*/5 * * * * root ${script} >/dev/null 2>&1` },
    { cronFile: '/var/spool/cron/crontabs/root', cronLine: `*/2 * * * * ${script}` },
    { cronFile: '/etc/cron.hourly/logclean', cronLine: `#!/bin/sh\n${script} >/dev/null 2>&1 &` },
  ]);
}

const hex = (random: Randomness, digits: number): string =>
  Array.from({ length: digits }, () => random.below(16).toString(16)).join('');
