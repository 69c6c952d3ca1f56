import { argv } from 'node:process';
import { join } from 'node:path';
import { dataFolder, runProcess } from '@afo/runtime';
import { supervise } from '../src/supervise.ts';

/** The supervisor over sample apps: `home`, then what each of them does. */
const [home = '', ...behaviours] = argv.slice(2);
const folder = dataFolder(home);

await runProcess('local-stack', ({ signal }) =>
  supervise({
    home,
    signal,
    programs: behaviours.map((behaviour, index) => ({
      name: `app-${String(index)}`,
      command: process.execPath,
      arguments: [
        '--conditions=@afo/source',
        join(import.meta.dirname, 'sample-app.ts'),
        behaviour,
      ],
      environment: {},
      logFile: join(folder.logs, `app-${String(index)}.log`),
    })),
  }),
);
