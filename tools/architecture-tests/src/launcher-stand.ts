import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { workspaceRoot } from '@nx/devkit';

/** What a start of the launcher came to. */
export interface Start {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the shell and the launcher themselves need from the machine; nothing that they are to bring. */
const machine =
  'cat chmod cksum cp date echo flock grep head id ln ls mkdir mv readlink rm sed sh sleep sort stat tail touch tr uname'.split(
    ' ',
  );

/** The programs that ./afo wants to be there; here they only exist. */
const wanted = (
  'redis-server zstd bwrap openssl fls icat mmls fsstat img_stat mactime ewfacquire ewfexport ewfverify qemu-img mke2fs ' +
  'debugfs sfdisk'
).split(' ');

const nodeVersion = 'v24.99.0';

/**
 * npm as far as the launcher knows it: it counts its calls and leaves the packages of the runtime. The node in them says
 * its version and shows how it was called; the pnpm installs by leaving the file that pnpm leaves last.
 */
const npm = (version: string): string => `#!/bin/sh
echo "$*" >>"$STAND/npm-calls"
[ -z "\${SLOW:-}" ] || sleep "$SLOW"
[ -z "\${DIE:-}" ] || kill -9 "$PPID"
[ -z "\${NPM_FAILS:-}" ] || { echo 'the registry is on fire'; exit 1; }
while [ $# -gt 0 ]; do [ "$1" = --prefix ] && folder=$2; shift; done
case $(uname -m) in x86_64) machine=x64 ;; *) machine=arm64 ;; esac
node=$folder/node_modules/node-linux-$machine/bin
pnpm=$folder/node_modules/@pnpm/exe.linux-$machine
mkdir -p "$node" "$pnpm"
cat >"$node/node" <<'END'
#!/bin/sh
[ "$1" = --version ] && { echo ${version}; exit; }
printf '<%s>' "$@"
exit "\${NODE_EXIT:-0}"
END
cat >"$pnpm/pnpm" <<'END'
#!/bin/sh
[ "$1" = --version ] && { echo 12; exit; }
echo "$*" >>"$STAND/pnpm-calls"
[ -z "\${PNPM_FAILS:-}" ] || { echo 'the lock file does not fit'; exit 1; }
mkdir -p node_modules && touch node_modules/.modules.yaml
END
chmod +x "$node/node" "$pnpm/pnpm"
`;

/** python3 as far as the launcher knows it. */
const python = `#!/bin/sh
case "$*" in
  *version_info*) exit "\${PYTHON_TOO_OLD:-0}" ;;
  *sys.executable*) echo "$0" ;;
  *'-m venv'*) for last; do :; done; mkdir -p "$last/bin"; cp "$0" "$last/bin/python"; : >"$last/bin/pip"; chmod +x "$last/bin/pip" ;;
  *) echo "$*" >>"$STAND/pip-calls" ;;
esac
`;

/** A copy of the launcher in a folder with a space in its name, on a machine on which only fakes are installed. */
export class LauncherStand {
  readonly folder: string;
  readonly root: string;
  readonly #path: string;

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'afo stand '));
    this.root = join(this.folder, 'a clone');
    this.#path = join(this.folder, 'bin');
    mkdirSync(this.#path);
    for (const name of machine) symlinkSync(placeOf(name), join(this.#path, name));
    for (const name of wanted) this.provide(name, '#!/bin/sh\n');
    this.provide('npm', npm(nodeVersion));
    this.provide('python3', python);
    this.#clone();
  }

  /** Puts a program on the machine. */
  provide(name: string, text: string): void {
    writeFileSync(join(this.#path, name), text, { mode: 0o755 });
  }

  /** Makes npm bring another Node.js. */
  provideNode(version: string): void {
    this.provide('npm', npm(version));
  }

  /** Takes a program from the machine. */
  remove(name: string): void {
    rmSync(join(this.#path, name));
  }

  path(...parts: readonly string[]): string {
    return join(this.root, ...parts);
  }

  /** What a fake was asked to install, a line a call. */
  asked(name: 'npm' | 'pnpm' | 'pip'): string[] {
    const file = join(this.folder, `${name}-calls`);
    return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  }

  /** How often. */
  calls(name: 'npm' | 'pnpm' | 'pip'): number {
    return this.asked(name).length;
  }

  /** Starts the launcher. */
  afo(args: readonly string[], options: StartOptions = {}): Promise<Start> {
    const { env = {}, cwd = this.folder, program = this.path('afo'), input = '' } = options;
    const child = spawn(program, args, {
      cwd,
      env: { PATH: this.#path, HOME: this.folder, STAND: this.folder, CI: 'true', ...env },
    });
    child.stdin.end(input);
    return ended(child);
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #clone(): void {
    mkdirSync(this.root);
    for (const name of [
      'afo',
      'tools/bootstrap',
      'package.json',
      'pnpm-workspace.yaml',
      'pnpm-lock.yaml',
    ]) {
      cpSync(join(workspaceRoot, name), this.path(name), { recursive: true });
    }
    for (const folder of ['apps/one', 'libs/one', 'tools/one']) {
      mkdirSync(this.path(folder), { recursive: true });
      writeFileSync(this.path(folder, 'package.json'), '{}');
    }
  }
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly program?: string;
  readonly input?: string;
}

function placeOf(name: string): string {
  const found = ['/usr/bin', '/bin']
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));
  if (found === undefined) throw new Error(`the machine has no ${name}`);
  return found;
}

function ended(child: ReturnType<typeof spawn>): Promise<Start> {
  const output = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => {
      resolve({ code, ...output });
    });
  });
}
