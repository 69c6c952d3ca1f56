import { z } from 'zod';
import { caseIdSchema, countSchema, evidenceIdSchema, nameSchema, queueNames } from '@afo/domain';
import type { Job } from '@afo/ports';

/** A job as it lies in Redis: ids only, no evidence and no secret. */
const jobSchema = z.strictObject({
  queue: z.enum(queueNames),
  case: caseIdSchema,
  step: nameSchema,
  key: nameSchema,
  item: evidenceIdSchema.optional(),
  attempt: z.int().min(1),
  timeoutSeconds: z.number().positive(),
  heartbeatSeconds: z.number().positive(),
});

const progressSchema = z.strictObject({
  done: countSchema,
  total: countSchema.optional(),
  unit: z.enum(['bytes', 'blocks', 'tools', 'files']),
  activity: nameSchema,
  bytesPerSecond: z.number().min(0).optional(),
  etaSeconds: z.number().min(0).optional(),
});

/** The id makes enqueueing the same attempt again a no-op; BullMQ allows no colon in it. */
export const jobId = ({
  case: caseId,
  key,
  attempt,
}: Pick<Job, 'case' | 'key' | 'attempt'>): string =>
  `${caseId}.${encodeURIComponent(key)}.${String(attempt)}`;

/** @throws z.ZodError for what is no job of this release */
export const parseJob = (data: unknown): Job => withoutUndefined(jobSchema.parse(data));

/** Progress as a worker left it; undefined where it left none. */
export function parseProgress(data: unknown) {
  const parsed = progressSchema.safeParse(data);
  return parsed.success ? withoutUndefined(parsed.data) : undefined;
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** zod types an optional member as possibly undefined; a parsed JSON text never holds one. */
function withoutUndefined<T extends object>(value: T): Defined<T> {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- the entries that differ are left out
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== undefined),
  ) as Defined<T>;
}
