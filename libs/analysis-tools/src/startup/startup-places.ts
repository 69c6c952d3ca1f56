/** How the lines of a file that starts things are to be read. */
export type Grammar = 'crontab' | 'system-crontab' | 'shell' | 'unit' | 'udev' | 'apt' | 'desktop';

/** A place from which a Linux host starts programs by itself. */
export interface StartupPlace {
  readonly origin: 'cron' | 'systemd' | 'boot' | 'login' | 'hook';
  readonly grammar: Grammar;
  readonly path: RegExp;
  readonly attack: readonly string[];
  /** What such a file is called in words. */
  readonly what: string;
}

const HOME = String.raw`(?:\/root|\/home\/[^/]+|\/var\/(?:lib|www)\/[^/]+)`;
const inHome = (rest: string): RegExp => new RegExp(`^${HOME}\\/${rest}$`);
const UNIT = String.raw`[^/]+\.(?:service|timer|path|socket)`;

export const startupPlaces: readonly StartupPlace[] = [
  {
    origin: 'cron',
    grammar: 'system-crontab',
    path: /^\/etc\/(crontab|anacrontab|cron\.d\/[^/]+)$/,
    attack: ['T1053.003'],
    what: 'cron table',
  },
  {
    origin: 'cron',
    grammar: 'crontab',
    path: /^\/var\/spool\/cron\/(crontabs\/|tabs\/)?[^/]+$/,
    attack: ['T1053.003'],
    what: 'cron table',
  },
  {
    origin: 'cron',
    grammar: 'shell',
    path: /^\/etc\/cron\.(hourly|daily|weekly|monthly|yearly)\/[^/]+$/,
    attack: ['T1053.003'],
    what: 'cron script',
  },
  {
    origin: 'cron',
    grammar: 'shell',
    path: /^\/var\/spool\/(cron\/atjobs|at)\/[^/]+$/,
    attack: ['T1053.002'],
    what: 'at job',
  },
  {
    origin: 'systemd',
    grammar: 'unit',
    path: new RegExp(
      String.raw`^\/(?:etc|run|lib|usr\/lib|usr\/local\/lib)\/systemd\/(?:system|user)\/${UNIT}$`,
    ),
    attack: ['T1543.002'],
    what: 'systemd unit',
  },
  {
    origin: 'systemd',
    grammar: 'unit',
    path: /^\/(etc|run)\/systemd\/(system|user)\/[^/]+\.d\/[^/]+\.conf$/,
    attack: ['T1543.002'],
    what: 'addition to a systemd unit',
  },
  {
    origin: 'systemd',
    grammar: 'unit',
    path: inHome(String.raw`\.config\/systemd\/user\/${UNIT}`),
    attack: ['T1543.002'],
    what: 'systemd unit',
  },
  {
    origin: 'systemd',
    grammar: 'shell',
    path: /^\/(etc|run|usr\/local\/lib)\/systemd\/(system|user)-generators\/[^/]+$/,
    attack: ['T1543.002'],
    what: 'systemd generator',
  },
  {
    origin: 'boot',
    grammar: 'shell',
    path: /^\/etc\/(rc\.local|rc\.d\/rc\.local|init\.d\/[^/]+)$/,
    attack: ['T1037.004'],
    what: 'boot script',
  },
  {
    origin: 'boot',
    grammar: 'shell',
    path: /^\/etc\/network\/if-(pre-up|up|down|post-down)\.d\/[^/]+$/,
    attack: ['T1037'],
    what: 'network script',
  },
  {
    origin: 'boot',
    grammar: 'shell',
    path: /^\/etc\/(networkd-dispatcher|NetworkManager\/dispatcher\.d)\/(.*\/)?[^/]+$/,
    attack: ['T1037'],
    what: 'network script',
  },
  {
    origin: 'boot',
    grammar: 'udev',
    path: /^\/(etc|run|lib|usr\/lib)\/udev\/rules\.d\/[^/]+\.rules$/,
    attack: ['T1546.017'],
    what: 'udev rule',
  },
  {
    origin: 'login',
    grammar: 'shell',
    path: /^\/etc\/(profile|bash\.bashrc|bashrc|zsh\/\w+|profile\.d\/[^/]+|environment|update-motd\.d\/[^/]+)$/,
    attack: ['T1546.004'],
    what: 'log-in script',
  },
  {
    origin: 'login',
    grammar: 'shell',
    path: inHome(
      String.raw`\.(bashrc|bash_profile|bash_login|bash_logout|bash_aliases|profile|zshrc|zprofile|zshenv|zlogin|config\/fish\/config\.fish)`,
    ),
    attack: ['T1546.004'],
    what: 'log-in script',
  },
  {
    origin: 'login',
    grammar: 'shell',
    path: inHome(String.raw`\.ssh\/rc`),
    attack: ['T1546.004'],
    what: 'log-in script of sshd',
  },
  {
    origin: 'login',
    grammar: 'desktop',
    path: new RegExp(String.raw`^(?:\/etc\/xdg|${HOME}\/\.config)\/autostart\/[^/]+\.desktop$`),
    attack: ['T1547.013'],
    what: 'autostart entry',
  },
  {
    origin: 'hook',
    grammar: 'apt',
    path: /^\/etc\/apt\/apt\.conf(\.d\/[^/]+)?$/,
    attack: ['T1546.016'],
    what: 'hook of apt',
  },
];
