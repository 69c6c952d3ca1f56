import type { Severity } from '@afo/domain';
import { z } from 'zod';
import { AnalysisError } from '../errors.ts';
import { compileCondition } from './condition.ts';
import type { SigmaRuleSource } from './rule-schema.ts';
import { compileValues } from './value-test.ts';
import type { FieldValue } from './value-test.ts';

/** One record of a log or an artefact, in the field names of the Sigma taxonomy where it has them. */
export interface SigmaRecord {
  readonly category?: string;
  readonly service?: string;
  readonly fields: Readonly<Record<string, FieldValue>>;
}

export interface SigmaRule {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly level: Severity;
  /** ATT&CK ids from the tags. */
  readonly attack: readonly string[];
  matches(record: SigmaRecord): boolean;
}

type Search = (record: SigmaRecord) => boolean;

/** Compiles a rule into a test; refuses whatever it does not understand. */
export function compileRule(source: SigmaRuleSource): SigmaRule {
  const { condition, ...searches } = source.detection;
  const names = Object.keys(searches);
  const compiled = new Map(names.map((name) => [name, compileSearch(searches[name])]));
  const conditions = z.union([z.string(), z.array(z.string()).min(1)]).parse(condition);
  const tests = [conditions].flat().map((text) => compileCondition(text, names));
  const { category, service } = source.logsource;
  return {
    id: source.id,
    title: source.title,
    description: source.description ?? source.title,
    level: source.level,
    attack: attackIds(source.tags ?? []),
    matches: (record) => {
      if (category !== undefined && category !== record.category) return false;
      if (service !== undefined && service !== record.service) return false;
      return tests.some((test) => test((name) => compiled.get(name)?.(record) ?? false));
    },
  };
}

/** A map needs all of its fields, a list any of its members; a text alone is looked for in every field. */
function compileSearch(search: unknown): Search {
  if (Array.isArray(search)) {
    const members = search.map((member: unknown) => compileSearch(member));
    return (record) => members.some((member) => member(record));
  }
  if (typeof search === 'string' || typeof search === 'number') return compileKeyword(search);
  const fields = z.record(z.string(), z.unknown()).safeParse(search);
  if (!fields.success)
    throw new AnalysisError('analysis.rules-invalid', 'Sigma rule: a search of an unknown form');
  const tests = Object.entries(fields.data).map(([key, values]) => compileField(key, values));
  return (record) => tests.every((test) => test(record));
}

function compileField(key: string, values: unknown): Search {
  const [field = '', ...modifiers] = key.split('|');
  const test = compileValues(modifiers, values);
  return ({ fields }) => test(fields[field]);
}

function compileKeyword(keyword: string | number): Search {
  const test = compileValues(['contains'], keyword);
  return ({ fields }) => Object.values(fields).some((value) => test(value));
}

const attackIds = (tags: readonly string[]): readonly string[] =>
  tags
    .map((tag) => /^attack\.(t\d{4}(?:\.\d{3})?)$/.exec(tag)?.[1]?.toUpperCase())
    .filter((id) => id !== undefined);
