import type {
  AuthorisationId,
  EvidenceId,
  Reference,
  RequestId,
  Statement,
  Tone,
  ToolRunId,
  Words,
} from '@afo/domain';

/** Words from outside, set apart from the report's own. */
export const quote = (text: string): { quote: string } => ({ quote: text });

export const toEntry = (entry: number): Reference => ({ to: 'entry', entry });
export const toItem = (item: EvidenceId): Reference => ({ to: 'item', item });
export const toRun = (run: ToolRunId): Reference => ({ to: 'run', run });
export const toDetection = (detection: number): Reference => ({ to: 'detection', detection });
export const toRequest = (request: RequestId): Reference => ({ to: 'request', request });
export const toAuthorisation = (authorisation: AuthorisationId): Reference => ({
  to: 'authorisation',
  authorisation,
});

/** A statement with what it rests on. */
export const state = (tone: Tone, words: Words, references: readonly Reference[]): Statement => ({
  words,
  tone,
  references: [...references],
});

/** At most `most` references, so that a statement about a thousand things stays a sentence. */
export const some = (references: readonly Reference[], most = 6): readonly Reference[] =>
  references.slice(0, most);
