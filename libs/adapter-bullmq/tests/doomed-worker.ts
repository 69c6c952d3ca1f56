import { argv, stdout } from 'node:process';
import { openBullJobQueue } from '../src/bull-job-queue.ts';
import type { RedisAddress } from '../src/redis-connection.ts';

/** Takes jobs and never ends one. */
const [redis = '', lockSeconds = ''] = argv.slice(2);
const queue = await openBullJobQueue({
  // Written by the test that starts it.
  redis: JSON.parse(redis) as RedisAddress,
  lockSeconds: Number(lockSeconds),
  maxStalled: 1,
});
await queue.run('acquisition', () => new Promise(() => undefined), { concurrency: 1 });
stdout.write('ready\n');
