import type { z } from 'zod';
import { DeploymentError } from '../errors.ts';
import { environmentSchema } from './environment.ts';
import type { Environment } from './environment.ts';

/**
 * Reads the text of an environment file. Every fault is told at once, with where it is and how to mend it.
 * @throws DeploymentError `deployment.bad-environment`
 */
export function readEnvironment(text: string, file: string): Environment {
  const parsed = environmentSchema.safeParse(json(text, file));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap(inWords).map((fault) => `  ${fault}`);
  throw new DeploymentError(
    'deployment.bad-environment',
    [`${file} cannot be deployed as it is:`, ...faults].join('\n'),
  );
}

function json(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : 'it cannot be read';
    throw new DeploymentError('deployment.bad-environment', `${file} is not JSON: ${message}`, {
      cause: error,
    });
  }
}

function inWords(issue: z.core.$ZodIssue): readonly string[] {
  const at = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(
      (key) =>
        `${[at, key].filter(Boolean).join('.')}: unknown; look at its spelling, or take it out`,
    );
  if (issue.code === 'invalid_type' && issue.input === undefined) return [`${at}: is missing`];
  return [`${at || 'the file'}: ${issue.message}`];
}
