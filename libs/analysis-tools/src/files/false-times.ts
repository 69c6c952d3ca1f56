import { posix } from 'node:path';
import type { StatementSync } from 'node:sqlite';
import { z } from 'zod';
import { bornAt, isAfterSetup } from '../host/first-boot.ts';
import type { Examination } from '../host/host-tool.ts';
import type { Host } from '../host/host.ts';
import type { FileEntry } from '../inventory/file-entry.ts';
import { pointerTo } from '../results/pointer.ts';
import { instantOfSeconds } from '../results/times.ts';
import { isHidden, isInContainer, isInHome, isInWebRoot, isTemporary } from './places.ts';

const DAY = 86_400;
const pathSchema = z.object({ path: z.instanceof(Uint8Array) });

/**
 * T1070.006: a file that claims to have been modified long before it was born on this disk. Copying does that too, so
 * age alone says nothing. What does: the claimed time is, to the second, that of a program which a package brought,
 * for a file that no package brought and that was born after the host was set up (`touch -r /bin/ls implant`).
 */
export const falseTimes: Examination = {
  name: 'false times',
  async examine(host, findings) {
    const twin = host.inventory.database.prepare(
      `SELECT entries.path AS path FROM entries JOIN contents USING (volume, inode)
       WHERE state = 'live' AND type = 'file' AND kind = 'elf' AND modified = ? AND id <> ? ORDER BY entries.path LIMIT 50`,
    );
    const candidates = `state = 'live' AND type = 'file' AND modified IS NOT NULL AND born IS NOT NULL AND born - modified > ${DAY}`;
    for (const entry of host.inventory.all(candidates)) {
      if (!isCandidate(host, entry)) continue;
      const model = modelOf(host, entry, twin);
      if (model !== undefined) findings.detection(detectionOf(entry, model));
    }
    await Promise.resolve();
  },
};

function isCandidate(host: Host, entry: FileEntry): boolean {
  const { path, mode } = entry;
  if (isInContainer(path) || !isAfterSetup(bornAt(entry), host.firstBoot)) return false;
  if (host.packages.ownerOf(entry) !== undefined) return false;
  const kind = host.contentOf(entry)?.kind;
  const telling = kind === 'elf' || kind === 'script' || kind === 'php' || (mode & 0o111) !== 0;
  const place = isTemporary(path) || isHidden(path) || isInWebRoot(path) || !isInHome(path);
  return telling && place;
}

/** The packaged program whose time the file bears. */
function modelOf(host: Host, entry: FileEntry, twin: StatementSync): string | undefined {
  return twin
    .all(entry.times.modified ?? 0, entry.id)
    .map((row) => Buffer.from(pathSchema.parse(row).path).toString('utf8'))
    .find((path) => host.packages.ownerOf({ path }) !== undefined);
}

function detectionOf(entry: FileEntry, model: string) {
  const at = instantOfSeconds(bornAt(entry));
  const { modified = 0, born = 0, changed = 0 } = entry.times;
  return {
    rule: 'linux.times.borrowed-from-a-program',
    title: `False modification time: ${posix.basename(entry.path)}`,
    description: `${entry.path} claims to have been modified ${Math.floor((born - modified) / DAY)} days before it was born on this disk, at the very second of ${model}. Its birth and change times tell when it came.`,
    severity: 'medium' as const,
    confidence: 'high' as const,
    attack: ['T1070.006'],
    ...(at === undefined ? {} : { at }),
    pointers: [pointerTo(entry)],
    facts: {
      claimed: instantOfSeconds(modified) ?? '',
      born: instantOfSeconds(born) ?? '',
      changed: instantOfSeconds(changed) ?? '',
      sameTimeAs: model,
    },
  };
}
