import { readFile } from 'node:fs/promises';
import { localStack } from '@afo/adapter-local';
import { ingestion, loadPlaybook } from '@afo/pipeline';
import { runProcess, serviceActor } from '@afo/runtime';
import { readConfig } from './config.ts';
import { receiver } from './receiver.ts';

const DEFAULT_PLAYBOOK = new URL('../../../deployment/playbooks/default.yaml', import.meta.url);

await runProcess('finding-ingestor', async ({ log, signal, ready }) => {
  const config = readConfig(process.env);
  const playbook = loadPlaybook(await readFile(config.playbook ?? DEFAULT_PLAYBOOK, 'utf8'));
  const stack = await localStack({ home: config.home, actor: serviceActor('finding-ingestor') });
  try {
    const app = receiver({
      ingest: ingestion(stack.ports, { playbook }),
      check: async () => {
        await stack.ports.log.list({ limit: 1 });
      },
      ...(config.secret === undefined ? {} : { secret: config.secret }),
      bodyLimit: config.bodyLimit,
      now: () => Date.now(),
      log,
    });
    const address = await app.listen({ host: config.host, port: config.port });
    ready({ address, playbook: playbook.name, playbookSha256: playbook.sha256 });
    await ended(signal);
    // Deliveries in work are finished; the senders of later ones come again.
    await app.close();
  } finally {
    await stack.close();
  }
});

const ended = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
  });
