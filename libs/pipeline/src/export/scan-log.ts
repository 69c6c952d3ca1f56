import { leafHash } from '@afo/custody';
import type { Entry, EvidenceId, ReportFile } from '@afo/domain';
import { isEntry } from '@afo/domain';
import type { CaseLog } from '@afo/ports';
import type { CaseBook } from '../case/case-book.ts';

/** What of the log decides what a bundle holds. */
export interface LogScan {
  readonly disposed: ReadonlySet<EvidenceId>;
  /** The newest report file of each name. */
  readonly reportFiles: ReadonlyMap<string, ReportFile>;
}

/** Goes through the log once, as far as the book has read it. */
export async function scanLog(log: CaseLog, book: CaseBook): Promise<LogScan> {
  const disposed = new Set<EvidenceId>();
  const reportFiles = new Map<string, ReportFile>();
  for await (const { entry } of log.read(book.id)) {
    if (entry.seq >= book.state.size) break;
    take(entry, { disposed, reportFiles });
  }
  return { disposed, reportFiles };
}

function take(
  entry: Entry,
  { disposed, reportFiles }: { disposed: Set<EvidenceId>; reportFiles: Map<string, ReportFile> },
): void {
  if (isEntry(entry, 'evidence.disposed')) disposed.add(entry.body.item);
  if (isEntry(entry, 'report.issued'))
    for (const file of entry.body.files) reportFiles.set(file.name, file);
}

/** The leaf hashes of the first entries, and how many bytes their lines are with a line feed each. */
export async function measureLog(
  log: CaseLog,
  { caseId, entries }: { readonly caseId: CaseBook['id']; readonly entries: number },
): Promise<{ readonly bytes: number; readonly leaves: Uint8Array }> {
  const leaves = Buffer.alloc(entries * 32);
  let bytes = 0;
  for await (const { entry, line } of log.read(caseId)) {
    if (entry.seq >= entries) break;
    leaves.set(leafHash(line), entry.seq * 32);
    bytes += Buffer.byteLength(line) + 1;
  }
  return { bytes, leaves };
}
