import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { localStack } from '@afo/adapter-local';
import type { LocalStack } from '@afo/adapter-local';
import { diskTools } from '@afo/analysis-tools';
import { detectionSchema, evidenceId, manifestSchema, timelineEventSchema } from '@afo/domain';
import type { CaseState, Detection, EvidenceId, TimelineEvent } from '@afo/domain';
import { CaseBook, openCase, sealItem } from '@afo/pipeline';
import { analysisJobs } from '../src/analysis-jobs.ts';
import { readConfig } from '../src/config.ts';
import { folderWorkspace } from '../src/folder-workspace.ts';

export const DISK = evidenceId(1);

export interface AnalysedCase {
  readonly state: CaseState;
  readonly detections: readonly Detection[];
  readonly events: readonly TimelineEvent[];
  /** Digest of every item that the tools made, in their order. */
  readonly digests: readonly string[];
}

/** Takes an image through a real local stack as the worker does: vault, working copy, tools in their walls, log. */
export async function analyseImage(home: string, image: string): Promise<AnalysedCase> {
  await mkdir(home, { recursive: true });
  const stack = await localStack({ home, actor: { kind: 'service', name: 'test', version: '0' } });
  try {
    const caseId = await openCase(stack.ports, {
      title: 'sample host',
      subject: { kind: 'host', id: 'sample' },
      origin: 'command',
      reason: 'test',
      sources: [],
    });
    await sealImage(stack, caseId, image);
    await runJob(stack, caseId, home);
    return await readAll(stack, (await CaseBook.open(stack.ports, caseId)).state);
  } finally {
    await stack.close();
  }
}

async function sealImage(
  { ports }: LocalStack,
  caseId: CaseState['id'],
  image: string,
): Promise<void> {
  const book = await CaseBook.open(ports, caseId);
  await sealItem(
    {
      ports,
      book,
      record: async (...drafts) => {
        await book.append(() => drafts);
      },
    },
    {
      ...{
        item: DISK,
        kind: 'disk',
        title: 'disk',
        name: 'disk.raw',
        format: 'raw',
        compress: true,
      },
      content: createReadStream(image, { highWaterMark: 1 << 20 }),
      ...{ facts: {}, tool: { name: 'test', version: '0' }, limits: [] },
    },
  );
}

async function runJob({ ports }: LocalStack, caseId: CaseState['id'], home: string): Promise<void> {
  const { rules } = readConfig({ AFO_HOME: home });
  const jobs = analysisJobs({
    ports,
    tools: diskTools({ rules }),
    workspace: folderWorkspace(join(home, 'scratch')),
    unexpected: (error) => {
      throw error;
    },
  });
  const job = {
    queue: 'analysis',
    case: caseId,
    step: 'analyse',
    key: `analyse/${DISK}`,
    item: DISK,
  } as const;
  await jobs(
    { ...job, attempt: 1, timeoutSeconds: 600, heartbeatSeconds: 60 },
    { signal: new AbortController().signal, progress: () => undefined },
  );
}

async function readAll(stack: LocalStack, state: CaseState): Promise<AnalysedCase> {
  const items = [...state.items.values()].filter(
    ({ item, sealed }) => item !== DISK && sealed !== undefined,
  );
  const of = async (kind: string): Promise<readonly unknown[]> => {
    const records: unknown[] = [];
    for (const { item, acquired } of items)
      if (acquired?.kind === kind) records.push(...(await lines(stack, state, item)));
    return records;
  };
  return {
    state,
    detections: (await of('analysis')).map((record) => detectionSchema.parse(record)),
    events: (await of('timeline')).map((record) => timelineEventSchema.parse(record)),
    digests: items.map(({ item, sealed }) => `${item} ${sealed?.sha256 ?? ''}`),
  };
}

async function lines(
  { ports }: LocalStack,
  state: CaseState,
  item: EvidenceId,
): Promise<readonly unknown[]> {
  const read = async (key: string): Promise<Buffer> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of ports.vault.read(key)) chunks.push(Uint8Array.from(chunk));
    return Buffer.concat(chunks);
  };
  const manifest = manifestSchema.parse(
    JSON.parse((await read(state.items.get(item)?.sealed?.manifest.key ?? '')).toString()),
  );
  const text = zstdDecompressSync(await read(manifest.stored[0]?.key ?? '')).toString();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}
