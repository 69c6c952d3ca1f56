import { describe, expect, it } from 'vitest';
import { startupCommands } from './startup-commands.ts';

describe('when a file that starts things is read', () => {
  it('reads cron tables with and without a user, and no settings and comments', () => {
    const text =
      'SHELL=/bin/sh\nMAILTO=""\n# comment\n* * * * * root /tmp/x\n@reboot root /tmp/y\n17 *\t* * * root cd / && z\n';

    expect(startupCommands('system-crontab', text)).toEqual([
      { line: 4, user: 'root', command: '/tmp/x' },
      { line: 5, user: 'root', command: '/tmp/y' },
      { line: 6, user: 'root', command: 'cd / && z' },
    ]);
    expect(startupCommands('crontab', '*/5 1-3 * JAN mon,tue /tmp/x a\n')).toEqual([
      { line: 1, command: '/tmp/x a' },
    ]);
  });

  it('reads every command of a unit, without the marks before it, over continued lines', () => {
    const text =
      '[Service]\nEnvironment=A=1\nExecStartPre=-/bin/sh -c "a"\nExecStart=@/usr/bin/x \\\n  --flag\n; ExecStop=/no\nExecStopPost=+/b\n';

    expect(startupCommands('unit', text)).toEqual([
      { line: 3, command: '/bin/sh -c "a"' },
      { line: 4, command: '/usr/bin/x  --flag' },
      { line: 7, command: '/b' },
    ]);
  });

  it('reads rules of udev, hooks of apt, and desktop entries', () => {
    expect(startupCommands('udev', 'ACTION=="add", RUN+="/tmp/x arg"\n')).toEqual([
      { line: 1, command: '/tmp/x arg' },
    ]);
    expect(startupCommands('apt', 'APT::Update::Pre-Invoke {"/tmp/x";};\n')).toEqual([
      { line: 1, command: '/tmp/x' },
    ]);
    expect(startupCommands('desktop', '[Desktop Entry]\nExec=/tmp/x\n')).toEqual([
      { line: 2, command: '/tmp/x' },
    ]);
  });

  it('takes a line that looks like a cron table and is none for none', () => {
    expect(startupCommands('system-crontab', 'hello world\n1 2 3\n')).toEqual([]);
  });
});
