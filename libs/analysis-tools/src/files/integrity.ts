import type { Severity } from '@afo/domain';
import { z } from 'zod';
import type { Examination } from '../host/host-tool.ts';
import type { Host } from '../host/host.ts';
import type { FileEntry } from '../inventory/file-entry.ts';
import { pointerTo } from '../results/pointer.ts';
import { instantOfSeconds } from '../results/times.ts';

const CHANGED = `
  SELECT entries.id AS id, package, packaged.md5 AS packaged, contents.md5 AS found, contents.kind AS kind
  FROM packaged JOIN entries ON entries.path = CAST(packaged.path AS BLOB) AND entries.state = 'live' AND entries.type = 'file'
  JOIN contents ON contents.volume = entries.volume AND contents.inode = entries.inode
  WHERE packaged.md5 IS NOT NULL AND conffile = 0 AND contents.md5 IS NOT NULL AND contents.md5 <> packaged.md5
  ORDER BY packaged.path
`;
const changedSchema = z.object({
  id: z.number(),
  package: z.string(),
  packaged: z.string(),
  found: z.string(),
  kind: z.string(),
});
/** What slim images leave out when they install packages; that it is missing says nothing. */
const LEFT_OUT =
  /^\/usr\/share\/(doc|man|locale|info|help|lintian|gnome\/help|doc-base|groff|linda|omf)\//;
const MISSING = `
  SELECT path, package FROM packaged WHERE md5 IS NOT NULL AND conffile = 0
  AND NOT EXISTS (SELECT 1 FROM entries WHERE entries.path = CAST(packaged.path AS BLOB) AND state = 'live')
  ORDER BY path
`;
const missingSchema = z.object({ path: z.string(), package: z.string() });

/**
 * T1554: files that a package brought and that hold something else by now, by the MD5 digests in dpkg's database.
 * Settings (conffiles) are meant to be changed. The database lies on the same disk and may have been changed as well:
 * an untouched result is a good sign, not a proof.
 */
export const integrity: Examination = {
  name: 'integrity of packaged files',
  async examine(host, findings) {
    if (host.packages.manager === 'unknown') {
      findings.limit(unhandled(host));
      return;
    }
    const { database } = host.inventory;
    for (const row of database.prepare(CHANGED).all()) {
      const changed = changedSchema.parse(row);
      const entry = host.inventory.byId(changed.id);
      if (entry !== undefined) findings.detection(detectionOf(entry, changed));
    }
    const missing = database
      .prepare(MISSING)
      .all()
      .map((row) => missingSchema.parse(row));
    const telling = missing.filter(({ path }) => !LEFT_OUT.test(path));
    if (telling.length > 0) {
      const sample = telling
        .slice(0, 5)
        .map(({ path }) => path)
        .join(', ');
      findings.limit(
        `${telling.length} packaged files are not on the disk, so they could not be compared: ${sample}${telling.length > 5 ? ', …' : ''}.`,
      );
    }
    await Promise.resolve();
  },
};

function unhandled({ inventory }: Host): string {
  const known = [
    ['/var/lib/rpm', 'rpm'],
    ['/usr/lib/sysimage/rpm', 'rpm'],
    ['/lib/apk/db', 'apk'],
    ['/var/lib/pacman', 'pacman'],
  ] as const;
  const found = known.find(([path]) => inventory.at(path) !== undefined)?.[1];
  return found === undefined
    ? 'No package database that we know is on the disk: whether programs were replaced could not be checked.'
    : `The package database is that of ${found}, which is not handled: whether programs were replaced could not be checked.`;
}

function detectionOf(
  entry: FileEntry,
  { package: owner, packaged, found, kind }: z.infer<typeof changedSchema>,
) {
  const program = kind === 'elf' || (kind === 'script' && (entry.mode & 0o111) !== 0);
  const severity: Severity = program ? 'high' : 'medium';
  const at = instantOfSeconds(entry.times.changed);
  return {
    rule: 'linux.packages.changed-file',
    title: `Packaged ${program ? 'program' : 'file'} was changed: ${entry.path}`,
    description: `${entry.path} belongs to the package ${owner}, but its content is not what the package brought.`,
    severity,
    confidence: 'high' as const,
    attack: ['T1554'],
    ...(at === undefined ? {} : { at }),
    pointers: [pointerTo(entry)],
    facts: { package: owner, md5Packaged: packaged, md5Found: found },
  };
}
