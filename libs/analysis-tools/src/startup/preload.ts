import type { Examination } from '../host/host-tool.ts';
import type { Host } from '../host/host.ts';
import { bornAt } from '../host/first-boot.ts';
import type { FileEntry } from '../inventory/file-entry.ts';
import type { Findings } from '../results/findings.ts';
import { pointerTo } from '../results/pointer.ts';
import { instantOfSeconds } from '../results/times.ts';

const LARGEST = 64 * 1024;

/** T1574.006, T1547.006, T1556.003: code that is loaded into others: preloaded libraries, kernel and PAM modules. */
export const preload: Examination = {
  name: 'preloaded libraries and modules',
  async examine(host, findings) {
    const file = host.inventory.at('/etc/ld.so.preload');
    if (file?.type === 'file' && file.size > 0) {
      await findings.with(file, () => readPreload(host, file, findings));
    }
    for (const entry of host.inventory.all(`state = 'live' AND type = 'file'`)) {
      const module = moduleKind(entry.path);
      if (module !== undefined && isForeign(host, entry))
        findings.detection(moduleDetection(entry, module));
    }
  },
};

async function readPreload(host: Host, file: FileEntry, findings: Findings): Promise<void> {
  const text = (await host.reader.read(file, LARGEST)).toString('utf8').replaceAll(/#.*/g, '');
  const libraries = text.split(/[\s:]+/).filter((path) => path !== '');
  if (libraries.length === 0) return;
  const entries = libraries
    .map((path) => host.resolver.resolve(path))
    .filter((entry) => entry !== undefined);
  const packaged =
    entries.length === libraries.length && entries.every((entry) => host.isAsPackaged(entry));
  const at = instantOfSeconds(bornAt(file));
  findings.detection({
    rule: 'linux.preload.library',
    title: `Library loaded into every program: ${libraries.slice(0, 3).join(', ')}`,
    description: `/etc/ld.so.preload makes the loader put ${libraries.join(', ')} into every dynamic program. ${packaged ? 'A package brought it.' : 'No package brought it as it is; this is how rootkits of user space hide.'}`,
    severity: packaged ? 'low' : 'high',
    confidence: 'high',
    attack: ['T1574.006'],
    ...(at === undefined ? {} : { at }),
    pointers: [pointerTo(file), ...entries.map((entry) => pointerTo(entry))],
    facts: { libraries: libraries.join(' ') },
  });
}

interface ModuleKind {
  readonly rule: string;
  readonly what: string;
  readonly attack: string;
}

function moduleKind(path: string): ModuleKind | undefined {
  if (
    /^\/(usr\/)?lib\/modules\/.*\.ko(\.(xz|zst|gz))?$/.test(path) &&
    !/\/(dkms|extra|weak-updates)\//.test(path)
  ) {
    return { rule: 'linux.preload.kernel-module', what: 'Kernel module', attack: 'T1547.006' };
  }
  if (/^\/(usr\/)?lib(64)?\/([\w-]+\/)?security\/pam_[^/]*\.so$/.test(path)) {
    return { rule: 'linux.preload.pam-module', what: 'PAM module', attack: 'T1556.003' };
  }
  return undefined;
}

const isForeign = (host: Host, entry: FileEntry): boolean =>
  host.packages.manager !== 'unknown' && host.packages.ownerOf(entry) === undefined;

function moduleDetection(entry: FileEntry, { rule, what, attack }: ModuleKind) {
  const at = instantOfSeconds(bornAt(entry));
  return {
    rule,
    title: `${what} of no package: ${entry.path}`,
    description: `${entry.path} lies where only packages put such code, and no package brought it.`,
    severity: 'high' as const,
    confidence: 'medium' as const,
    attack: [attack],
    ...(at === undefined ? {} : { at }),
    pointers: [pointerTo(entry)],
    facts: { size: entry.size },
  };
}
