import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { outputOf, succeeds } from './programs.ts';
import { check, sum, type Tally } from './tally.ts';
import { targetResults, type TargetResult } from './targets.ts';
import { countTests } from './vitest-report.ts';

const targets = ['lint', 'typecheck', 'build', 'test'];
const graphSchema = z.object({
  graph: z.object({
    nodes: z.record(z.string(), z.object({ data: z.object({ root: z.string() }) })),
  }),
});

export interface ChainResult {
  readonly tally: Tally;
  /** What failed, each by the name under which it can be run again. */
  readonly failures: readonly string[];
}

/**
 * Runs format check, sync check, and lint, typecheck, build and test of every project, in the workspace at `root`.
 *
 * @param only names of projects; when there are any, only their targets are run
 */
export async function runChain(root: string, only: readonly string[]): Promise<ChainResult> {
  const workspace = only.length === 0 ? await checkWorkspace() : [];
  const projects = await chosenProjects(only);
  for (const folder of projects.values()) rmSync(reportOf(root, folder), { force: true });

  const results = await runTargets(root, [...projects.keys()]);

  const tallies = results.map((result) =>
    tallyOf(result, reportOf(root, projects.get(result.project) ?? '')),
  );
  return {
    tally: sum([...workspace.map(({ succeeded }) => check(succeeded)), ...tallies]),
    failures: [
      ...workspace.filter(({ succeeded }) => !succeeded).map(({ name }) => name),
      ...results
        .filter((_, at) => (tallies[at]?.failed ?? 0) > 0)
        .map(({ project, target }) => `nx ${target} ${project}`),
    ],
  };
}

async function checkWorkspace() {
  return [
    {
      name: 'prettier --check .',
      succeeded: await succeeds('prettier', ['--check', '--log-level=warn', '.']),
    },
    { name: 'nx sync:check', succeeded: await succeeds('nx', ['sync:check']) },
  ];
}

/** The projects to run, each with its folder. */
async function chosenProjects(only: readonly string[]): Promise<Map<string, string>> {
  const { graph } = graphSchema.parse(JSON.parse(await outputOf('nx', ['graph', '--print'])));
  const known = new Map(Object.entries(graph.nodes).map(([name, { data }]) => [name, data.root]));
  const unknown = only.filter((name) => !known.has(name));
  if (unknown.length > 0) throw new Error(`no such project: ${unknown.join(', ')}`);
  return only.length === 0 ? known : new Map([...known].filter(([name]) => only.includes(name)));
}

async function runTargets(root: string, projects: readonly string[]): Promise<TargetResult[]> {
  const since = new Date();
  await succeeds('nx', [
    'run-many',
    `--targets=${targets.join(',')}`,
    `--projects=${projects.join(',')}`,
    '--parallel=2',
    '--output-style=static',
    // Whether the references are in step is a check of its own; the rest is worth knowing all the same.
    '--skip-sync',
  ]);
  return targetResults(textOf(join(root, '.nx/cache/run.json')), { projects, targets, since });
}

const tallyOf = ({ target, succeeded }: TargetResult, report: string): Tally =>
  target === 'test' ? countTests(textOf(report), succeeded) : check(succeeded);

const reportOf = (root: string, folder: string): string =>
  join(root, folder, 'test-results/vitest.json');

const textOf = (file: string): string | undefined =>
  existsSync(file) ? readFileSync(file, 'utf8') : undefined;
