import { argv } from 'node:process';
import { runProcess } from '../src/run-process.ts';

const [behaviour = ''] = argv.slice(2);

await runProcess('sample', async (life) => {
  if (behaviour === 'fail') throw new Error('cannot start: password=hunter2');
  life.ready({ port: 4711 });
  if (behaviour === 'stray') void Promise.reject(new Error('nobody caught it'));
  const busy = setInterval(() => undefined, 1000);
  await new Promise((resolve) => {
    life.signal.addEventListener('abort', resolve);
  });
  clearInterval(busy);
  if (behaviour === 'hang') await new Promise((resolve) => setTimeout(resolve, 60_000));
});
