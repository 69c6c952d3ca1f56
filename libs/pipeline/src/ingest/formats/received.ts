import { sha256Hex } from '@afo/custody';
import type { Finding, Severity } from '@afo/domain';
import { findingSchema } from '@afo/domain';
import type { z } from 'zod';
import { PipelineError } from '../../errors.ts';
import { escaped } from '../quoted.ts';
import type { Named } from '../subjects/named.ts';
import { subjectsOf } from '../subjects/named.ts';

/** A finding in our words, with the record in which it came, and what of its resources could not be taken. */
export interface ReceivedFinding {
  readonly finding: Finding;
  readonly raw: Uint8Array;
  readonly faults: readonly PipelineError[];
}

/** A resource of a finding as its format tells it: a thunk that reads it, or throws a PipelineError. */
export type ResourceReader = () => readonly Named[];

export interface FindingParts extends Omit<
  Finding,
  'subjects' | 'subjectTags' | 'raw' | 'severity' | 'tags'
> {
  readonly severity: Severity | undefined;
  readonly resources: readonly ResourceReader[];
  readonly aboutKubernetes: boolean;
  readonly tags?: Finding['tags'];
}

/**
 * Puts a finding together. A resource that cannot be read is a fault and leaves the others alone; a finding all of
 * whose subjects are faulty is refused as a whole.
 * @throws PipelineError `finding.no-severity`, `finding.malformed`, and the faults of its resources
 */
export function received(parts: FindingParts, raw: Uint8Array): ReceivedFinding {
  const { severity, resources, aboutKubernetes, tags = {}, ...rest } = parts;
  if (severity === undefined)
    throw new PipelineError(
      'finding.no-severity',
      'its severity is missing or is none that we know',
    );
  const { named, faults } = readAll(resources);
  const [fault] = faults;
  if (named.length === 0 && fault !== undefined) throw fault;
  const subjects = subjectsOf(named, aboutKubernetes);
  const finding = parsedBy(findingSchema, {
    ...rest,
    severity,
    tags,
    subjects: subjects.map(({ subject }) => subject),
    subjectTags: subjects.map((one) => one.tags),
    raw: { sha256: sha256Hex(raw), bytes: raw.byteLength },
  });
  return { finding, raw, faults };
}

function readAll(readers: readonly ResourceReader[]): {
  readonly named: readonly Named[];
  readonly faults: readonly PipelineError[];
} {
  const named: Named[] = [];
  const faults: PipelineError[] = [];
  for (const read of readers) {
    try {
      named.push(...read());
    } catch (error) {
      if (!(error instanceof PipelineError)) throw error;
      faults.push(error);
    }
  }
  return { named, faults };
}

/** Parses by a schema; faults are told by their place, never by their value. @throws PipelineError `finding.malformed` */
export function parsedBy<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues
    .slice(0, 5)
    .map(
      ({ path, message }) =>
        `${escaped(path.map(String).join('.'), 120)}: ${escaped(message, 120)}`,
    );
  throw new PipelineError('finding.malformed', faults.join('; '));
}
