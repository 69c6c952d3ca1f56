import { posix } from 'node:path';
import type { Severity } from '@afo/domain';
import { bornAt } from '../host/first-boot.ts';
import type { Examination } from '../host/host-tool.ts';
import type { Host } from '../host/host.ts';
import type { FileEntry } from '../inventory/file-entry.ts';
import { pointerTo } from '../results/pointer.ts';
import { instantOfSeconds } from '../results/times.ts';
import {
  hiddenPart,
  isHidden,
  isInContainer,
  isInHome,
  isInSystem,
  isTemporary,
} from './places.ts';

/** T1564.001: programs in hidden places, and whatever else lies beside them in a hidden folder of a temporary one. */
export const hiddenPrograms: Examination = {
  name: 'hidden programs',
  async examine(host, findings) {
    const folders = new Map<string, FileEntry[]>();
    for (const entry of host.inventory.all(
      `state = 'live' AND type = 'file' AND instr(path, CAST('/.' AS BLOB)) > 0`,
    )) {
      if (!isHidden(entry.path) || isInContainer(entry.path)) continue;
      const severity = severityOf(host, entry);
      if (severity !== undefined) findings.detection(programDetection(entry, severity));
      const folder = temporaryFolderOf(entry.path);
      if (folder !== undefined) folders.set(folder, [...(folders.get(folder) ?? []), entry]);
    }
    for (const [folder, entries] of folders)
      findings.detection(folderDetection(host, folder, entries));
    await Promise.resolve();
  },
};

function severityOf(host: Host, entry: FileEntry): Severity | undefined {
  const kind = host.contentOf(entry)?.kind;
  const runnable = kind === 'elf' || (kind === 'script' && (entry.mode & 0o111) !== 0);
  if (!runnable || host.packages.ownerOf(entry) !== undefined) return undefined;
  if (isInHome(entry.path)) return isTemporary(entry.path) ? 'high' : 'informational';
  if (isTemporary(entry.path)) return 'high';
  if (!isInSystem(entry.path)) return 'medium';
  return kind === 'elf' ? 'high' : 'medium';
}

function programDetection(entry: FileEntry, severity: Severity) {
  const at = instantOfSeconds(bornAt(entry));
  return {
    rule: 'linux.hidden.program',
    title: `Hidden program: ${posix.basename(entry.path)}`,
    description: `${entry.path} can be run, is hidden by a name that begins with a dot (${hiddenPart(entry.path) ?? ''}), and no package brought it.`,
    severity,
    confidence: 'medium' as const,
    attack: ['T1564.001'],
    ...(at === undefined ? {} : { at }),
    pointers: [pointerTo(entry)],
    facts: { size: entry.size, mode: entry.mode.toString(8), uid: entry.uid },
  };
}

/** `/tmp/.x/a/b` → `/tmp/.x` */
function temporaryFolderOf(path: string): string | undefined {
  if (!isTemporary(path)) return undefined;
  return /^(.*?\/\.[^/]+)\//.exec(path)?.[1];
}

function folderDetection({ inventory }: Host, folder: string, entries: readonly FileEntry[]) {
  const entry = inventory.at(folder);
  const at = instantOfSeconds(entry === undefined ? undefined : bornAt(entry));
  const pointers = [...(entry === undefined ? [] : [entry]), ...entries].map((each) =>
    pointerTo(each),
  );
  return {
    rule: 'linux.hidden.work-folder',
    title: `Hidden folder with files in a temporary place: ${folder}`,
    description: `${folder} is hidden in a folder that every user may write to, and holds ${entries.length} ${entries.length === 1 ? 'file' : 'files'}.`,
    severity: 'medium' as const,
    confidence: 'medium' as const,
    attack: ['T1564.001'],
    ...(at === undefined ? {} : { at }),
    count: entries.length,
    pointers,
    facts: {},
  };
}
