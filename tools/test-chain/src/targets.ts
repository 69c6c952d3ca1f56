import { z } from 'zod';

/** One target of one project, and whether it succeeded. */
export interface TargetResult {
  readonly project: string;
  readonly target: string;
  readonly succeeded: boolean;
}

const runSchema = z.object({
  run: z.object({ startTime: z.iso.datetime() }),
  tasks: z.array(z.object({ taskId: z.string(), status: z.int() })),
});

export interface Expected {
  readonly projects: readonly string[];
  readonly targets: readonly string[];
  /** The moment before nx was started: a record that is older tells of another run. */
  readonly since: Date;
}

/**
 * Reads nx's record of a run and says for every expected target whether it succeeded. A target that is not in the record
 * did not run (a dependency failed, or the project does not have it), and that is a failure.
 *
 * @param record the text of nx's run.json, or undefined when there is none
 */
export function targetResults(record: string | undefined, expected: Expected): TargetResult[] {
  const succeeded = record === undefined ? new Set<string>() : successes(record, expected.since);
  return expected.projects.flatMap((project) =>
    expected.targets.map((target) => ({
      project,
      target,
      succeeded: succeeded.has(`${project}:${target}`),
    })),
  );
}

function successes(record: string, since: Date): Set<string> {
  const { run, tasks } = runSchema.parse(JSON.parse(record));
  if (new Date(run.startTime) < since) return new Set();
  return new Set(tasks.filter(({ status }) => status === 0).map(({ taskId }) => taskId));
}
