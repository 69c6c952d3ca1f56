import type { z } from 'zod';

import { printable } from './printable.ts';

/** A value that a strict schema takes once unknown members are left out; `unknown` names those members. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T; readonly unknown: readonly string[] }
  | { readonly ok: false; readonly faults: readonly string[] };

/**
 * Parses by a strict schema, and tolerates members that it does not know: a bundle may come from a newer writer. What
 * remains without them satisfies the writer's own schema, refinements included.
 */
export function tolerantParse<T>(schema: z.ZodType<T>, value: unknown): Parsed<T> {
  const first = schema.safeParse(value);
  if (first.success) return { ok: true, value: first.data, unknown: [] };
  const unknown = first.error.issues.flatMap(unknownMembers);
  if (unknown.length > 0) {
    const second = schema.safeParse(without(value, unknown));
    if (second.success) return { ok: true, value: second.data, unknown: unknown.map(named) };
  }
  return {
    ok: false,
    faults: first.error.issues.map(({ path, message }) => `${named(path)}: ${printable(message)}`),
  };
}

type Path = readonly PropertyKey[];

const unknownMembers = (issue: z.core.$ZodIssue): readonly Path[] =>
  issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [];

/** A copy without the members at these paths. */
function without(value: unknown, paths: readonly Path[]): unknown {
  const here = new Set(paths.filter((path) => path.length === 1).map(([key]) => key));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value)
    .filter(([key]) => !here.has(key))
    .map(([key, member]): [string, unknown] => [key, without(member, below(key, paths))]);
  return Array.isArray(value) ? kept.map(([, member]) => member) : Object.fromEntries(kept);
}

const below = (key: string, paths: readonly Path[]): readonly Path[] =>
  paths
    .filter(([first]) => String(first) === key)
    .map((path) => path.slice(1))
    .filter((path) => path.length > 0);

const named = (path: Path): string => printable(path.map(String).join('.'));
