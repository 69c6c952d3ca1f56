import { encodeEntry } from '@afo/custody';
import type { CaseId, Entry, Subject } from '@afo/domain';
import { caseIdSchema, entrySchema, instantOf } from '@afo/domain';
import { SAMPLE_ACTOR, sampleOpening } from '@afo/domain/testing';
import type { SampleDraft } from '@afo/domain/testing';
import type { LogLine } from '@afo/ports';

const START = Date.parse('2026-11-24T03:00:00.000Z');

/** The n-th case id of a suite; later numbers are later cases. */
export const caseNumber = (n: number): CaseId =>
  caseIdSchema.parse(`0193a1b2-0000-7000-8000-${String(n).padStart(12, '0')}`);

/** A line as the product writes it: the entry, and its canonical JSON. */
export function lineAt(caseId: CaseId, seq: number, draft: SampleDraft): LogLine {
  const at = instantOf(START + seq * 1000);
  const entry: Entry = entrySchema.parse({
    v: 1,
    case: caseId,
    seq,
    at,
    actor: SAMPLE_ACTOR,
    ...draft,
  });
  return { entry, line: encodeEntry(entry) };
}

/** `case.opened` for a subject. */
export const opening = (subject: Subject, title = `Case about ${subject.id}`): SampleDraft => ({
  type: 'case.opened',
  body: { ...sampleOpening.body, title, subject },
});

export const host = (id: string): Subject => ({ kind: 'host', id });

export const note = (text: string): SampleDraft => ({ type: 'note.added', body: { text } });

export const closing: SampleDraft = { type: 'case.closed', body: { reason: 'done' } };
export const reopening: SampleDraft = { type: 'case.reopened', body: { reason: 'news' } };

/** Lines of one case from number `from` on. */
export const linesFrom = (
  caseId: CaseId,
  from: number,
  drafts: readonly SampleDraft[],
): readonly LogLine[] => drafts.map((draft, index) => lineAt(caseId, from + index, draft));
