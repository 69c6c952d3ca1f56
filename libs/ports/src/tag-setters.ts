import type { Subject } from '@afo/domain';

/** A tag as the subject bears it now. */
export interface SubjectTag {
  readonly subject: Subject;
  readonly key: string;
  readonly value: string;
}

/** ARN of the principal who set a tag (of the role itself, where a session of it did), or why that is not known. */
export type TagSetter = { readonly arn: string } | { readonly unknown: string };

/**
 * Who set a tag of a subject to the value that it has. An adapter MUST answer `unknown` wherever its record is cut off,
 * refused, or tells of a later change of the tag: a guess would let a workload protect itself (F-28). It MUST NOT throw
 * for what the other side does. `unknown` is a sentence for the log, and quotes nothing of the other side.
 */
export interface TagSetters {
  setterOf(tag: SubjectTag): Promise<TagSetter>;
}
