import { encodeEntry } from '@afo/custody';
import type { CaseId, CaseState, Entry, EntryDraft, Instant } from '@afo/domain';
import { reduce } from '@afo/domain';
import { SAMPLE_ACTOR } from '@afo/domain/testing';
import { PortError } from '@afo/ports';
import type { CaseLog, Clock, LogLine } from '@afo/ports';

/** Appends what `build` makes of the newest state, again after a conflict; says how many entries that were. */
export async function appendTo(
  { log, clock }: { readonly log: CaseLog; readonly clock: Clock },
  caseId: CaseId,
  build: (state: CaseState) => readonly EntryDraft[],
): Promise<number> {
  for (;;) {
    const state = await stateOf(log, caseId);
    const lines = complete(state, build(state), clock.now());
    if (lines.length === 0) return 0;
    try {
      await log.append(caseId, state.size, lines);
      return lines.length;
    } catch (error) {
      if (!(error instanceof PortError && error.code === 'case-log.conflict')) throw error;
    }
  }
}

async function stateOf(log: CaseLog, caseId: CaseId): Promise<CaseState> {
  let state: CaseState | undefined;
  for await (const { entry } of log.read(caseId)) state = reduce(state, entry);
  if (state === undefined) throw new Error(`no case ${caseId}`);
  return state;
}

const complete = (
  state: CaseState,
  drafts: readonly EntryDraft[],
  at: Instant,
): readonly LogLine[] =>
  drafts.map((draft, index) => {
    const entry = {
      v: 1,
      case: state.id,
      seq: state.size + index,
      at,
      actor: SAMPLE_ACTOR,
      ...draft,
    } as Entry; // type and body come from one draft; encodeEntry judges the whole
    return { entry, line: encodeEntry(entry) };
  });
