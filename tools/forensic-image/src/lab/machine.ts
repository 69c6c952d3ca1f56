import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const MEMORY_MIB = 4096;
const PROCESSORS = 2;

/** A virtual machine without acceleration (TCG), whose console is a file. Its network ends at this machine. */
export class Machine {
  readonly #child: ChildProcess;
  readonly #console: string;

  constructor(child: ChildProcess, console: string) {
    this.#child = child;
    this.#console = console;
  }

  /** @param folder with `disk.raw`, `vmlinuz` and `initrd`; the disk is not written to. */
  static async start(folder: string, { settings, console }: StartOptions): Promise<Machine> {
    await writeFile(console, '');
    const child = spawn('qemu-system-x86_64', wordsOf(folder, { settings, console }), {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    return new Machine(child, console);
  }

  /** Waits until the console shows it. @throws Error when the machine ends before, or it takes too long */
  async shows(pattern: RegExp, patienceMs: number): Promise<RegExpExecArray> {
    const until = Date.now() + patienceMs;
    for (;;) {
      const text = await this.said();
      const found = pattern.exec(text);
      if (found !== null) return found;
      if (this.#child.exitCode !== null || Date.now() > until)
        throw new Error(`the machine does not come to ${pattern.source}: …${text.slice(-2000)}`);
      await sleep(500);
    }
  }

  said(): Promise<string> {
    return readFile(this.#console, 'utf8');
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }
}

interface StartOptions {
  /** A disk with the settings. */
  readonly settings: string;
  /** The file that its console is written to. */
  readonly console: string;
}

function wordsOf(folder: string, { settings, console }: StartOptions): readonly string[] {
  const drive = (file: string): string =>
    `file=${file},if=virtio,format=raw,snapshot=on,cache=unsafe`;
  return [
    ...['-accel', 'tcg,thread=multi', '-cpu', 'max,la57=off', '-smp', String(PROCESSORS)],
    ...['-m', String(MEMORY_MIB), '-nodefaults', '-display', 'none', '-no-reboot'],
    ...['-kernel', join(folder, 'vmlinuz'), '-initrd', join(folder, 'initrd')],
    '-append',
    'root=/dev/vda rw console=ttyS0 quiet net.ifnames=0 systemd.journald.forward_to_console=1',
    ...['-drive', drive(join(folder, 'disk.raw')), '-drive', drive(settings)],
    ...[
      '-netdev',
      'user,id=n0',
      '-device',
      'virtio-net-pci,netdev=n0',
      '-device',
      'virtio-rng-pci',
    ],
    ...['-serial', `file:${console}`],
  ];
}
