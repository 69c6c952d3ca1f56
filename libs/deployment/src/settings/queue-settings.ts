import { z } from 'zod';

/** The environment of every program that puts jobs into the queue or takes them out. */
export const queueSettings = z.object({
  /** `rediss://host:port` of ElastiCache: TLS. */
  AFO_REDIS_URL: z.string().min(1),
  AFO_REDIS_USERNAME: z.string().optional(),
  /** Id of the secret with the password (AUTH). */
  AFO_REDIS_SECRET: z.string().optional(),
  AFO_LOCK_SECONDS: z.coerce.number().min(1).max(120).default(30),
});
