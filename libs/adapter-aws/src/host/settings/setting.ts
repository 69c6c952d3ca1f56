import type { CaseId, InstanceSubject } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { HostState } from '@afo/ports';
import type { z } from 'zod';
import type { HostCalls, Operation } from '../host-calls.ts';

/** A call as a plan shows it. */
export interface ShownCall {
  readonly call: Operation;
  /** What the call names, where that is not the setting's resource. */
  readonly resource?: string;
  /** IAM has no region. */
  readonly global?: true;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
}

/**
 * Something of a resource that can be read, and be set to a state that was read before. A release sets what a
 * containment has set, to what was read then; so whatever `read` answers, `set` must be able to bring back.
 */
export interface Setting {
  readonly name: string;
  readonly read: (resource: string) => Promise<HostState>;
  /** Answers with the id of the last request. What is so already may be set again. */
  readonly set: (resource: string, wanted: HostState) => Promise<string | undefined>;
  readonly shown: (resource: string, wanted: HostState) => ShownCall;
}

/** Whose host it is, how it is reached, and what time it is. */
export interface HostContext {
  readonly calls: HostCalls;
  readonly subject: InstanceSubject;
  readonly case: CaseId;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** What was read once and never changes, e.g. the id of a group: a way out must not hang on a second reading. */
  readonly remembered: Map<string, string>;
}

/**
 * A state as its setting knows it. It may come from the log of a case, and is checked like everything from outside.
 * @throws PortError `host.unavailable`
 */
export function stateAs<T>(schema: z.ZodType<T>, state: HostState, setting: string): T {
  const parsed = schema.safeParse(state);
  if (parsed.success) return parsed.data;
  throw new PortError('host.unavailable', `${setting} cannot be set to what the log holds of it`);
}

/** What an answer must hold. @throws PortError `aws.not-found` */
export function found<T>(value: T | null | undefined, what: string): T {
  if (value === undefined || value === null)
    throw new PortError('aws.not-found', `AWS knows no ${what}`);
  return value;
}

/** Sorted copies, so that two readings of one state are equal. */
export const sorted = (values: readonly (string | undefined)[]): string[] =>
  values.flatMap((value) => (value === undefined ? [] : [value])).sort();
