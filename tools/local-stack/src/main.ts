import { runProcess } from '@afo/runtime';
import { startStack, stackStatus, stopStack } from './control.ts';
import { keepRedis } from './keep-redis.ts';
import { supervise } from './supervise.ts';

const home = process.env['AFO_HOME'] ?? '.afo';
const [command = 'status'] = process.argv.slice(2);

switch (command) {
  case 'up':
    answer(await startStack(home));
    break;
  case 'down':
    answer({ was: await stopStack(home) });
    break;
  case 'status':
    answer((await stackStatus(home)) ?? { state: 'down' });
    break;
  case 'supervise':
    await runProcess('local-stack', ({ signal }) => supervise({ home, signal }));
    break;
  case 'redis':
    await runProcess('local-stack', ({ signal }) => keepRedis(home, signal));
    break;
  default:
    process.stderr.write('usage: main.ts up | down | status | supervise | redis\n');
    process.exitCode = 64;
}

function answer(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
