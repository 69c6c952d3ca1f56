import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { AnalysisError } from '../errors.ts';
import { sigmaRuleSchema } from './rule-schema.ts';
import { compileRule } from './sigma-rule.ts';
import type { SigmaRule } from './sigma-rule.ts';

export interface SigmaRules {
  readonly rules: readonly SigmaRule[];
  /** Digest over the names and contents of the files, in the order of their names. */
  readonly sha256: string;
}

/** Reads every rule of a folder; one that is not understood is an error, since it would never match and never tell. */
export function loadSigmaRules(folder: string): SigmaRules {
  const files = globSync(join(folder, '*.yml')).sort();
  if (files.length === 0)
    throw new AnalysisError('analysis.rules-invalid', `${folder} holds no Sigma rules`);
  return { rules: files.flatMap(rulesIn), sha256: digestOfFiles(files) };
}

function rulesIn(file: string): readonly SigmaRule[] {
  try {
    const documents = parseAllDocuments(readFileSync(file, 'utf8'));
    return documents.map((document) => {
      if (document.errors.length > 0) throw document.errors[0] ?? new Error('no YAML');
      return compileRule(sigmaRuleSchema.parse(document.toJS()));
    });
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : 'unreadable';
    throw new AnalysisError(
      'analysis.rules-invalid',
      `${basename(file)}: ${detail.slice(0, 300)}`,
      { cause },
    );
  }
}

/** One digest for a set of rule files: equal only when every name and every byte is. */
export function digestOfFiles(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of [...files].sort()) {
    const bytes = readFileSync(file);
    hash.update(`${basename(file)}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}
