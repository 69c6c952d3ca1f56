import { z } from 'zod';
import type { Examination } from '../host/host-tool.ts';
import type { Host } from '../host/host.ts';
import type { FileEntry } from '../inventory/file-entry.ts';
import type { Findings } from '../results/findings.ts';
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
    reportChanged(host, findings);
    reportLinks(host, findings);
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

interface Changed extends Omit<z.infer<typeof changedSchema>, 'id'> {
  readonly entry: FileEntry;
}

function reportChanged(host: Host, findings: Findings): void {
  const others = new Map<string, Changed[]>();
  for (const row of host.inventory.database.prepare(CHANGED).iterate()) {
    const { id, ...rest } = changedSchema.parse(row);
    const entry = host.inventory.byId(id);
    if (entry === undefined) continue;
    const changed = { ...rest, entry };
    if (isProgram(changed)) findings.detection(programDetection(changed));
    else others.set(rest.package, [...(others.get(rest.package) ?? []), changed]);
  }
  for (const [owner, files] of others) findings.detection(filesDetection(owner, files));
}

/** What the system itself runs: one by one. Data and modules of languages are often overwritten by their own installers. */
const PROGRAM_FOLDER = /^\/(usr\/)?(local\/)?(s?bin|libexec)\/|^\/etc\/init\.d\//;

const isProgram = ({ entry, kind }: Changed): boolean =>
  kind === 'elf' || (kind === 'script' && PROGRAM_FOLDER.test(entry.path));

function programDetection({ entry, package: owner, packaged, found }: Changed) {
  const at = instantOfSeconds(entry.times.changed);
  return {
    rule: 'linux.packages.changed-program',
    title: `Packaged program was changed: ${entry.path}`,
    description: `${entry.path} belongs to the package ${owner}, but its content is not what the package brought.`,
    severity: 'high' as const,
    confidence: 'high' as const,
    attack: ['T1554'],
    ...(at === undefined ? {} : { at }),
    pointers: [pointerTo(entry)],
    facts: { package: owner, md5Packaged: packaged, md5Found: found },
  };
}

function filesDetection(owner: string, files: readonly Changed[]) {
  const times = files.map(({ entry }) => entry.times.changed).filter((time) => time !== undefined);
  const at = instantOfSeconds(times.length === 0 ? undefined : Math.min(...times));
  const until = instantOfSeconds(times.length === 0 ? undefined : Math.max(...times));
  return {
    rule: 'linux.packages.changed-files',
    title: `Packaged files were changed: ${files.length} of ${owner}`,
    description: `${files.length} files of the package ${owner} do not hold what the package brought. None of them is a program of the system.`,
    severity: 'medium' as const,
    confidence: 'medium' as const,
    attack: ['T1554'],
    ...(at === undefined ? {} : { at }),
    ...(until === undefined || until === at ? {} : { until }),
    count: files.length,
    pointers: files.map(({ entry }) => pointerTo(entry)),
    facts: { package: owner },
  };
}

const LINKS = `
  SELECT entries.id AS id, package FROM packaged
  JOIN entries ON entries.path = CAST(packaged.path AS BLOB) AND entries.state = 'live' AND entries.type = 'link'
  WHERE packaged.md5 IS NOT NULL AND conffile = 0 ORDER BY packaged.path
`;
const linkSchema = z.object({ id: z.number(), package: z.string() });

/** A file that is a link by now needs no other content to run something else. */
function reportLinks(host: Host, findings: Findings): void {
  for (const row of host.inventory.database.prepare(LINKS).iterate()) {
    const { id, package: owner } = linkSchema.parse(row);
    const entry = host.inventory.byId(id);
    if (entry === undefined) continue;
    const at = instantOfSeconds(entry.times.born ?? entry.times.changed);
    findings.detection({
      rule: 'linux.packages.replaced-by-link',
      title: `Packaged file became a link: ${entry.path}`,
      description: `${entry.path} belongs to the package ${owner} as a file, but is a link to ${entry.target ?? 'somewhere'} now.`,
      severity: PROGRAM_FOLDER.test(entry.path) ? 'high' : 'medium',
      confidence: 'medium',
      attack: ['T1554'],
      ...(at === undefined ? {} : { at }),
      pointers: [pointerTo(entry)],
      facts: { package: owner, target: entry.target ?? '' },
    });
  }
}
