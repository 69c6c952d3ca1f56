import { runProcess } from '@afo/runtime';
import { startStack, stackStatus, stopStack } from './control.ts';
import { StackError } from './errors.ts';
import { keepRedis } from './keep-redis.ts';
import { supervise } from './supervise.ts';

const home = process.env['AFO_HOME'] ?? '.afo';
const [command = 'status'] = process.argv.slice(2);

switch (command) {
  case 'up':
    await answer(startStack(home));
    break;
  case 'down':
    await answer(stopStack(home).then((was) => ({ was })));
    break;
  case 'status':
    await answer(stackStatus(home).then((status) => status ?? { state: 'down' }));
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

/** One JSON document on standard output, or the reason why there is none on standard error. */
async function answer(asked: Promise<unknown>): Promise<void> {
  try {
    process.stdout.write(`${JSON.stringify(await asked, null, 2)}\n`);
  } catch (error) {
    if (!(error instanceof StackError)) throw error;
    process.stderr.write(`${error.message} (${error.code})\n`);
    process.exitCode = 1;
  }
}
