import { readFile } from 'node:fs/promises';
import { awsSettings, awsStack } from '@afo/adapter-aws';
import { machineParts } from '@afo/adapter-local';
import { ingestion, loadPlaybook } from '@afo/pipeline';
import { createLogger, openedOnce, serviceActor } from '@afo/runtime';
import { queueBatch } from './queue-batch.ts';
import type { BatchResponse, Deadline } from './queue-batch.ts';

// The function behind the queue of findings. Opened once, and again when opening failed.

const NAME = 'finding-ingestor';
const log = createLogger({ name: NAME });

type TakeBatch = ReturnType<typeof queueBatch>;
const openedBatch = openedOnce(open);

/** Takes a batch of SQS messages; those in `batchItemFailures` are delivered again. */
export async function handler(event: unknown, context: Deadline): Promise<BatchResponse> {
  const take = await openedBatch();
  return await take(event, context);
}

async function open(): Promise<TakeBatch> {
  const file = process.env['AFO_PLAYBOOK'] ?? new URL('./playbook.yaml', import.meta.url);
  const playbook = loadPlaybook(await readFile(file, 'utf8'));
  const { ports } = await awsStack({
    settings: awsSettings(process.env),
    actor: serviceActor(NAME),
    machine: machineParts(),
  });
  log.info({ playbook: playbook.name, playbookSha256: playbook.sha256 }, 'ready');
  return queueBatch({ ingest: ingestion(ports, { playbook }), log });
}
