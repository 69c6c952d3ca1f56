import { readFile } from 'node:fs/promises';
import { scenarioSchema } from './scenario-schema.ts';
import type { Scenario } from './scenario-schema.ts';

/** A scenario file (JSON). @throws ZodError that names every fault */
export async function readScenario(file: string): Promise<Scenario> {
  return scenarioSchema.parse(JSON.parse(await readFile(file, 'utf8')));
}
