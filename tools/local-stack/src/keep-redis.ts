import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFolder, takeLease } from '@afo/runtime';
import { SupervisedChild } from './child.ts';
import { prepareRedis, redisAnswers, redisProgram } from './redis.ts';

const LOOK = 500;

/**
 * Keeps a Redis for one data folder running until `signal` is aborted, for apps that are started one by one
 * (`nx serve`). Where one answers already, whoever runs it, that one is used; when it goes, this one takes its place.
 */
export async function keepRedis(home: string, signal: AbortSignal): Promise<void> {
  const folder = dataFolder(home);
  await mkdir(folder.run, { recursive: true, mode: 0o700 });
  const lease = await takeLease(join(folder.run, 'redis.lock'), { signal }).catch(() => undefined);
  let redis: SupervisedChild | undefined;
  while (!signal.aborted) {
    if (redis === undefined && !(await redisAnswers(folder))) {
      await prepareRedis(folder);
      redis = new SupervisedChild(redisProgram(folder), () => undefined);
      redis.start();
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
  await redis?.stop();
  lease?.release();
}
