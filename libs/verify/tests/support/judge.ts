import { MAX_ENTRY_BYTES } from '@afo/domain';

import { Findings } from '../../src/faults.ts';
import { LogAudit } from '../../src/log/audit.ts';
import type { Draft } from './case-writer.ts';
import { CaseWriter } from './case-writer.ts';

/** What is found in a log of these lines: `code place`, one a fault, then `note place: message`, one a note. */
export function judgeLines(lines: readonly (string | Uint8Array)[]): {
  readonly audit: LogAudit;
  readonly found: string[];
} {
  const findings = new Findings();
  const audit = new LogAudit(findings, []);
  for (const line of lines) {
    const bytes = Buffer.from(line);
    audit.take({ bytes, whole: bytes.length <= MAX_ENTRY_BYTES });
  }
  audit.end();
  const faults = findings.faults.map(({ code, place, message }) => `${code} ${place}: ${message}`);
  return {
    audit,
    found: [...faults, ...findings.notes.map(({ place, message }) => `note ${place}: ${message}`)],
  };
}

export const judge = (...drafts: readonly Draft[]) =>
  judgeLines(new CaseWriter().add(...drafts).lines);
