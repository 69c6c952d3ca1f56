import { argv, stdout } from 'node:process';
import { openBullJobQueue } from '../src/bull-job-queue.ts';

/** Takes jobs and never ends one. */
const [url = '', lockSeconds = ''] = argv.slice(2);
const queue = await openBullJobQueue({
  redis: { url },
  lockSeconds: Number(lockSeconds),
  maxStalled: 1,
});
await queue.run('acquisition', () => new Promise(() => undefined), { concurrency: 1 });
stdout.write('ready\n');
