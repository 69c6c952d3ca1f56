import { readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { LauncherStand } from './launcher-stand.ts';

let stand: LauncherStand;

beforeEach(() => {
  stand = new LauncherStand();
});

afterEach(() => {
  stand.dispose();
});

describe('the first start', () => {
  it('brings everything and says what it does', async () => {
    const { code, stderr } = await stand.afo(['setup']);

    expect(code).toBe(0);
    expect(stderr).toMatch(/\[1\/3\] Node\.js 24 and pnpm …\nafo: \[1\/3\] done, \d+ s\n/);
    expect(stderr).toMatch(/\[3\/3\] done, \d+ s\n$/);
  });

  it('brings for a verification neither programs nor Python', async () => {
    stand.remove('fls');
    stand.remove('python3');

    const { code, stdout } = await stand.afo(['verify', 'a bundle']);

    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^<--conditions=@afo\/source><.*forensics-cli\/src\/main\.ts><verify><a bundle>$/,
    );
  });

  it('takes nothing that is not pinned, and runs no installation script', async () => {
    await stand.afo(['setup']);

    expect(stand.asked('npm')).toEqual([expect.stringContaining('--ignore-scripts')]);
    expect(stand.asked('pnpm')).toEqual([expect.stringContaining('--frozen-lockfile')]);
    expect(stand.asked('pip')).toEqual([
      expect.stringMatching(/--require-hashes --only-binary=:all:/),
    ]);
  });

  it('keeps its own words away from the output of the command', async () => {
    const { stdout } = await stand.afo(['exec', 'echo', 'only this']);

    expect(stdout).toBe('only this\n');
  });
});

describe('every later start', () => {
  it('installs nothing and says nothing', async () => {
    await stand.afo(['setup']);

    const again = await stand.afo(['setup']);

    expect(again).toEqual({ code: 0, stdout: '', stderr: '' });
    expect([stand.calls('npm'), stand.calls('pnpm'), stand.calls('pip')]).toEqual([1, 1, 1]);
  });

  it('takes less than a second', async () => {
    await stand.afo(['setup']);
    const started = performance.now();

    await stand.afo(['exec', 'true']);

    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('follows a lock file that has changed', async () => {
    await stand.afo(['setup']);
    writeFileSync(stand.path('pnpm-lock.yaml'), 'other');

    await stand.afo(['setup']);

    expect([stand.calls('npm'), stand.calls('pnpm')]).toEqual([1, 2]);
  });

  it('repairs a damaged runtime', async () => {
    await stand.afo(['setup']);
    const [folder = ''] = readdirSync(stand.path('.tools/runtime/node_modules')).filter((name) =>
      name.startsWith('node-'),
    );
    writeFileSync(stand.path('.tools/runtime/node_modules', folder, 'bin/node'), 'cut o');

    const { code, stdout } = await stand.afo(['exec', 'node', '--version']);

    expect({ code, stdout }).toEqual({ code: 0, stdout: 'v24.99.0\n' });
  });
});

describe('exec', () => {
  const awkward = ['two words', '', "it's", '"quoted"', '$HOME', '*', 'a\nb', '-n'];

  it('passes every argument on as it is', async () => {
    const { stdout } = await stand.afo([
      'exec',
      'sh',
      '-c',
      'printf "<%s>" "$@"',
      'sh',
      ...awkward,
    ]);

    expect(stdout).toBe(awkward.map((argument) => `<${argument}>`).join(''));
  });

  it('passes the input on', async () => {
    const { stdout } = await stand.afo(['exec', 'cat'], { input: 'evidence' });

    expect(stdout).toBe('evidence');
  });

  it('passes the exit code on', async () => {
    expect((await stand.afo(['exec', 'sh', '-c', 'exit 3'])).code).toBe(3);
  });

  it('stays in the folder from which it was called', async () => {
    const { stdout } = await stand.afo(['exec', 'sh', '-c', 'pwd'], { cwd: '/usr' });

    expect(stdout).toBe('/usr\n');
  });

  it('says how it is used when there is nothing to run', async () => {
    const { code, stderr } = await stand.afo(['exec']);

    expect(code).toBe(64);
    expect(stderr).toContain('./afo exec CMD');
  });
});

describe('a command of the product', () => {
  it('gets its arguments and gives its exit code', async () => {
    const { code, stdout } = await stand.afo(['status', '--json', 'two words'], {
      env: { NODE_EXIT: '3' },
    });

    expect(code).toBe(3);
    expect(stdout).toMatch(/<status><--json><two words>$/);
  });

  it('is found through a symbolic link', async () => {
    const link = join(stand.folder, 'afo');
    symlinkSync('a clone/afo', link);

    const { code, stdout } = await stand.afo(['status'], { program: link, cwd: '/usr' });

    expect(code).toBe(0);
    expect(stdout).toContain(stand.path('tools/forensics-cli/src/main.ts'));
  });
});

describe('when something cannot be had', () => {
  it('says that npm is missing and how to get it', async () => {
    stand.remove('npm');

    const { code, stderr } = await stand.afo(['status']);

    expect(code).toBe(69);
    expect(stderr).toContain('apt-get install -y npm');
  });

  it('shows why the installation failed', async () => {
    const { code, stderr } = await stand.afo(['status'], { env: { NPM_FAILS: '1' } });

    expect(code).toBe(69);
    expect(stderr).toContain('the registry is on fire');
  });

  it('refuses a Node.js that is not version 24, after one more try', async () => {
    stand.provideNode('v20.1.0');

    const { code } = await stand.afo(['status']);

    expect(code).toBe(69);
    expect(stand.calls('npm')).toBe(2);
  });

  it('stops a command that needs a missing program, and names it', async () => {
    stand.remove('fls');

    const { code, stderr } = await stand.afo(['demo']);

    expect(code).toBe(69);
    expect(stderr).toContain('Install with what there is: fls');
  });

  it('goes on with exec, says what is missing, and tries only once', async () => {
    stand.remove('fls');

    const first = await stand.afo(['exec', 'echo', 'done']);
    const second = await stand.afo(['exec', 'echo', 'done']);

    expect(first).toMatchObject({ code: 0, stdout: 'done\n' });
    expect(second).toEqual({
      code: 0,
      stdout: 'done\n',
      stderr: 'afo: going on without fls ; ./afo setup tries again\n',
    });
  });

  it('says which Python is needed', async () => {
    const { code, stderr } = await stand.afo(['demo'], { env: { PYTHON_TOO_OLD: '1' } });

    expect(code).toBe(69);
    expect(stderr).toContain('Python 3.11 or newer');
  });

  it('lets a developer change the dependencies', async () => {
    await stand.afo(['setup']);
    writeFileSync(stand.path('libs/one/package.json'), '{"dependencies":{}}');

    const exec = await stand.afo(['exec', 'echo', 'done'], { env: { PNPM_FAILS: '1' } });
    const command = await stand.afo(['status'], { env: { PNPM_FAILS: '1' } });

    expect(exec).toMatchObject({ code: 0, stdout: 'done\n' });
    expect(exec.stderr).toContain('./afo exec pnpm install');
    expect(command.code).toBe(69);
  });
});

describe('two starts at once', () => {
  it('install once, and both go on', async () => {
    const env = { SLOW: '0.5' };

    const starts = await Promise.all([
      stand.afo(['status'], { env }),
      stand.afo(['status'], { env }),
    ]);

    expect(starts.map(({ code }) => code)).toEqual([0, 0]);
    expect([stand.calls('npm'), stand.calls('pnpm')]).toEqual([1, 1]);
  });
});

describe('a start that is killed half-way', () => {
  it('leaves nothing that the next one would take for whole', async () => {
    await stand.afo(['status'], { env: { DIE: '1' } });

    const next = await stand.afo(['exec', 'node', '--version']);

    expect(next).toMatchObject({ code: 0, stdout: 'v24.99.0\n' });
    expect(stand.calls('npm')).toBe(2);
  });
});
