import { argv } from 'node:process';
import { runProcess } from '@afo/runtime';

/** An app that does nothing but live; `dies` says that it does not even do that. */
const [behaviour = ''] = argv.slice(2);

await runProcess('sample-app', async (life) => {
  if (behaviour === 'dies') throw new Error('it cannot live');
  life.ready({ port: 4711 });
  const alive = setInterval(() => undefined, 1000);
  await new Promise((resolve) => {
    life.signal.addEventListener('abort', resolve);
  });
  clearInterval(alive);
});
