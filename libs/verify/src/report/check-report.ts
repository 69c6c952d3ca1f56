import { z } from 'zod';

import type { Bag } from '../bag/bag.ts';
import type { BagFiles } from '../bag/bag-files.ts';
import type { Findings } from '../faults.ts';
import { filePlace } from '../faults.ts';
import type { IssuedFile } from '../log/records.ts';

/** A JSON twin that is larger is not looked into. */
const MAX_TWIN_BYTES = 67_108_864;

const twinSchema = z.object({ covers: z.object({ entries: z.number() }) });

interface Reports {
  readonly issued: ReadonlyMap<string, IssuedFile>;
  readonly files: BagFiles;
  readonly bag: Bag;
}

/** Path of a report file in the bundle. */
export const reportPath = (name: string): string => `data/report/${name}`;

/** The files of the issued reports are those of which the log speaks (docs/spec/bundle.md line 12). */
export async function checkReports(reports: Reports, findings: Findings): Promise<void> {
  for (const [name, issued] of reports.issued) {
    const path = reportPath(name);
    reports.files.claim(path);
    if (reports.files.has(path)) {
      await checkFile(path, issued, { files: reports.files, findings });
    } else if (reports.bag.fetch.has(path)) {
      findings.missing(filePlace(path), 'not in the bundle, and to be fetched');
    } else {
      findings.fault(
        'report.missing',
        filePlace(path),
        `entry ${String(issued.seq)} issued it, and it is not in the bundle`,
      );
    }
  }
}

async function checkFile(
  path: string,
  issued: IssuedFile,
  { files, findings }: { readonly files: BagFiles; readonly findings: Findings },
): Promise<void> {
  const digest = await files.digest(path);
  if (digest === undefined) return;
  const { sha256, bytes } = issued.file.stored;
  if (digest.sha256 !== sha256 || digest.bytes !== bytes) {
    findings.fault(
      'report.altered',
      filePlace(path),
      `not the file as entry ${String(issued.seq)} issued it`,
    );
  } else if (path.endsWith('.json') && bytes <= MAX_TWIN_BYTES) {
    checkPosition(await files.read(path, MAX_TWIN_BYTES), issued, findings);
  }
}

/** A report that says which entries it covers says the same as the log does. Other JSON is not looked into. */
function checkPosition(
  bytes: Uint8Array | undefined,
  { entries, file }: IssuedFile,
  findings: Findings,
): void {
  const covers = twinSchema.safeParse(parsed(bytes)).data?.covers.entries;
  if (covers === undefined || covers === entries) return;
  const message = `it speaks of ${String(covers)} entries, and the log says of ${String(entries)}`;
  findings.fault('report.position', filePlace(reportPath(file.name)), message);
}

function parsed(bytes: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(bytes ?? []).toString('utf8'));
  } catch {
    return undefined;
  }
}
