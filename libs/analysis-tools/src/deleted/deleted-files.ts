import { posix } from 'node:path';
import type { Severity } from '@afo/domain';
import { z } from 'zod';
import { archiveKinds } from '../content/magic.ts';
import { isHidden, isInWebRoot, isTemporary } from '../files/places.ts';
import type { Examination } from '../host/host-tool.ts';
import type { Host } from '../host/host.ts';
import type { FileEntry } from '../inventory/file-entry.ts';
import type { Findings } from '../results/findings.ts';
import { pointerTo } from '../results/pointer.ts';
import { instantOfSeconds } from '../results/times.ts';

const LARGEST = 16 * 2 ** 20;
const ALTOGETHER = 128 * 2 ** 20;
const FILES = 200;

const rowSchema = z.object({ id: z.number(), verdict: z.string() });
type Verdict = z.infer<typeof rowSchema>['verdict'];

const reasons: Readonly<Record<string, string>> = {
  own: 'Its content is whole and was recovered.',
  'inode-reused':
    'Its inode belongs to another file by now, so its content is lost; what is there is not shown as its.',
  'inode-shared':
    'Several deleted names share its inode, so nobody can say whose the content is; it was not recovered.',
  'blocks-reused': 'Other files have taken its blocks since, so its content is lost.',
  'no-content': 'The file system keeps no place of its content any more.',
  'not-asked': 'Whether its content is still its own was not examined.',
};

/** T1070.004: what was deleted, what it was, and whether it can be had back. */
export const deletedFiles: Examination = {
  name: 'deleted files',
  async examine(host, findings) {
    const recovery = new Recovery(host, findings);
    const rows = host.inventory.database
      .prepare(
        'SELECT entry AS id, verdict FROM verdicts JOIN entries ON entries.id = entry ORDER BY path, entry',
      )
      .all();
    for (const row of rows) {
      const { id, verdict } = rowSchema.parse(row);
      const entry = host.inventory.byId(id);
      if (entry === undefined) continue;
      const kind = verdict === 'own' ? host.contentOf(entry)?.kind : undefined;
      if (verdict === 'own') await recovery.recover(entry);
      const judged = judge(entry, kind);
      if (judged !== undefined) findings.detection(detectionOf(entry, verdict, judged));
    }
    recovery.report();
  },
};

class Recovery {
  readonly #host: Host;
  readonly #findings: Findings;
  #bytes = 0;
  #files = 0;
  #left = 0;

  constructor(host: Host, findings: Findings) {
    this.#host = host;
    this.#findings = findings;
  }

  async recover(entry: FileEntry): Promise<void> {
    if (entry.size > LARGEST || this.#bytes + entry.size > ALTOGETHER || this.#files >= FILES) {
      this.#left += 1;
      return;
    }
    await this.#findings.with(entry, async () => {
      const bytes = await this.#host.reader.read(entry, LARGEST);
      this.#bytes += bytes.length;
      this.#files += 1;
      await this.#findings.recovered({ title: entry.path, pointer: pointerTo(entry), bytes });
    });
  }

  report(): void {
    if (this.#left === 0) return;
    this.#findings.limit(
      `${this.#left} deleted files could be recovered but are larger than ${LARGEST} bytes or beyond ${FILES} files or ${ALTOGETHER} bytes in all.`,
    );
  }
}

interface Judgement {
  readonly what: string;
  readonly severity: Severity;
  readonly attack: readonly string[];
}

const ARCHIVE_NAME = /\.(tgz|tar|gz|bz2|xz|zst|zip|7z|rar|cpio)$/i;
const SCRIPT_NAME = /\.(sh|py|pl|php|phtml|jsp|elf|so|bin)$/i;

/** Only what lies where intruders work is told of; every host deletes rotated logs and downloaded packages. */
function judge({ path }: FileEntry, kind: string | undefined): Judgement | undefined {
  const archive = ARCHIVE_NAME.test(path) || archiveKinds.some((known) => known === kind);
  const program = kind === 'elf' || kind === 'php' || kind === 'script' || SCRIPT_NAME.test(path);
  if (!archive && !program) return undefined;
  const telling = isTemporary(path) || isHidden(path) || isInWebRoot(path);
  const hidden = isHidden(path);
  const severity: Severity = !telling ? 'informational' : hidden || program ? 'medium' : 'low';
  return archive
    ? { what: 'archive', severity, attack: ['T1070.004', 'T1560.001'] }
    : { what: 'program', severity, attack: ['T1070.004'] };
}

function detectionOf(entry: FileEntry, verdict: Verdict, { what, severity, attack }: Judgement) {
  const at = instantOfSeconds(entry.times.deleted);
  return {
    rule: `linux.deleted.${what}`,
    title: `Deleted ${what}: ${posix.basename(entry.path)}`,
    description: `${entry.path} was deleted. ${reasons[verdict] ?? ''}`,
    severity,
    confidence: 'medium' as const,
    attack: [...attack],
    ...(at === undefined ? {} : { at }),
    pointers: [pointerTo(entry)],
    // The size behind a name whose inode was reused is that of the other file.
    facts: { recovered: verdict === 'own', ...(verdict === 'own' ? { size: entry.size } : {}) },
  };
}
