import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { localStack } from '@afo/adapter-local';
import { ingestion, loadPlaybook } from '@afo/pipeline';
import { runProcess, serviceActor } from '@afo/runtime';
import type { ProcessLife } from '@afo/runtime';
import { readConfig } from './config.ts';
import { receiver } from './receiver.ts';

const DEFAULT_PLAYBOOK = new URL('../../../deployment/playbooks/default.yaml', import.meta.url);

await runProcess('finding-ingestor', serve);

async function serve(life: ProcessLife): Promise<void> {
  const config = readConfig(process.env);
  const playbook = loadPlaybook(await readFile(config.playbook ?? DEFAULT_PLAYBOOK, 'utf8'));
  const stack = await localStack({ home: config.home, actor: serviceActor('finding-ingestor') });
  const app = receiver({
    ...config,
    ingest: ingestion(stack.ports, { playbook }),
    check: async () => {
      await stack.ports.log.list({ limit: 1 });
    },
    now: () => Date.now(),
    log: life.log,
  });
  try {
    const address = await app.listen({ host: config.host, port: config.port });
    life.ready({ address, playbook: playbook.name, playbookSha256: playbook.sha256 });
    if (!life.signal.aborted) await once(life.signal, 'abort');
  } finally {
    // Deliveries in work are finished; the senders of later ones come again.
    await app.close();
    await stack.close();
  }
}
