import { posix } from 'node:path';
import type { Severity } from '@afo/domain';
import { z } from 'zod';
import { bornAt } from '../host/first-boot.ts';
import type { Examination } from '../host/host-tool.ts';
import type { Host } from '../host/host.ts';
import type { FileEntry } from '../inventory/file-entry.ts';
import { pointerTo } from '../results/pointer.ts';
import { instantOfSeconds } from '../results/times.ts';
import { isInContainer } from './places.ts';

const SETUID = 0o4000;
/** Programs that give a shell or any file to whoever runs them with another's rights; none is ever shipped so. */
const DANGEROUS =
  /^(ba|da|z|k|a|fi|tc|c)?sh$|^busybox$|^(python|perl|php|ruby|lua|node|tclsh|gdb|awk|gawk|mawk)[\d.]*$|^(find|vi|vim(\.\w+)?|nano|less|more|man|env|cp|mv|dd|tar|zip|nmap|tee|sed|rsync|socat|nc(\.\w+)?|curl|wget|docker|systemctl|taskset|nice|timeout|xargs|strace|openssl|base64)$/;

interface Verdict {
  readonly rule: string;
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  readonly copyOf?: string;
}

/** T1548.001: programs that run with the rights of their owner and that no package brought. */
export const setuid: Examination = {
  name: 'SUID and SGID programs',
  async examine(host, findings) {
    for (const entry of host.inventory.all(
      `state = 'live' AND type = 'file' AND mode & 3072 <> 0 AND mode & 73 <> 0`,
    )) {
      const verdict = judge(host, entry);
      if (verdict === undefined) continue;
      const at = instantOfSeconds(bornAt(entry));
      findings.detection({
        rule: verdict.rule,
        title: verdict.title,
        description: verdict.description,
        severity: verdict.severity,
        confidence: host.packages.manager === 'unknown' ? 'low' : 'high',
        attack: ['T1548.001'],
        ...(at === undefined ? {} : { at }),
        pointers: [pointerTo(entry)],
        facts: {
          mode: entry.mode.toString(8),
          uid: entry.uid,
          gid: entry.gid,
          ...(verdict.copyOf === undefined ? {} : { copyOf: verdict.copyOf }),
        },
      });
    }
    await Promise.resolve();
  },
};

function judge(host: Host, entry: FileEntry): Verdict | undefined {
  if (isInContainer(entry.path)) return undefined;
  const copyOf = packagedTwin(host, entry);
  const privileged = (entry.mode & SETUID) !== 0 ? 'SUID' : 'SGID';
  const dangerous = DANGEROUS.test(posix.basename(copyOf ?? entry.path));
  if (host.packages.ownerOf(entry) !== undefined) {
    return dangerous ? loosened(entry, privileged) : undefined;
  }
  if (host.packages.manager === 'unknown' && isUsualPlace(entry.path) && !dangerous)
    return undefined;
  const critical = dangerous && privileged === 'SUID' && entry.uid === 0;
  return {
    rule: 'linux.setuid.of-no-package',
    title: `${privileged} program of no package: ${posix.basename(entry.path)}`,
    description:
      `${entry.path} runs with the rights of uid ${entry.uid}, gid ${entry.gid}, whoever starts it, and no package brought it.` +
      (copyOf === undefined ? '' : ` Its content is that of ${copyOf}.`),
    severity: critical ? 'critical' : 'high',
    ...(copyOf === undefined ? {} : { copyOf }),
  };
}

const loosened = ({ path, uid }: FileEntry, privileged: string): Verdict => ({
  rule: 'linux.setuid.shell-or-interpreter',
  title: `${privileged} bit on ${posix.basename(path)}`,
  description: `${path} belongs to a package that ships it without the ${privileged} bit; with it, anybody gets the rights of uid ${uid}.`,
  severity: 'high',
});

const isUsualPlace = (path: string): boolean => /^\/usr\/(s?bin|lib|lib64|libexec)\//.test(path);

const pathSchema = z.object({ path: z.instanceof(Uint8Array) });

/** Another live file with the same content that a package brought: what this one is a copy of. */
function packagedTwin(host: Host, entry: FileEntry): string | undefined {
  const { sha256 } = host.contentOf(entry) ?? {};
  if (sha256 === undefined) return undefined;
  const rows = host.inventory.database
    .prepare(
      `SELECT entries.path AS path FROM contents JOIN entries USING (volume, inode)
       WHERE sha256 = ? AND state = 'live' AND entries.inode <> ? ORDER BY entries.path`,
    )
    .all(sha256, entry.inode);
  return rows
    .map((row) => Buffer.from(pathSchema.parse(row).path).toString('utf8'))
    .find((path) => host.packages.ownerOf({ path }) !== undefined);
}
