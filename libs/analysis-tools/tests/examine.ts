import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { detectionSchema, manifestSchema, timelineEventSchema } from '@afo/domain';
import type { Manifest } from '@afo/domain';
import type {
  AnalysisTool,
  DetectionDraft,
  EventDraft,
  RecoveredFile,
  ToolRunner,
} from '@afo/ports';
import { diskTools } from '../src/index.ts';
import { PlainRunner } from './plain-runner.ts';

export const RULES = fileURLToPath(new URL('../../../deployment/rules', import.meta.url));

export interface Examined {
  readonly detections: readonly DetectionDraft[];
  readonly events: readonly EventDraft[];
  readonly recovered: readonly RecoveredFile[];
  readonly limits: readonly string[];
  /** Tools that threw, with what. */
  readonly failures: ReadonlyMap<string, unknown>;
}

export interface ExamineOptions {
  /** Names of the tools that are to run. Default: all. */
  readonly only?: readonly string[];
  readonly tools?: ToolRunner;
  readonly seizedAt?: string;
}

/** Lets the tools of the registry work on an image, and checks that whatever they say fits the schemas. */
export async function examine(image: string, options: ExamineOptions = {}): Promise<Examined> {
  const scratch = mkdtempSync(join(tmpdir(), 'afo-examine-'));
  const found = { detections: [], events: [], recovered: [], limits: [], failures: new Map() } as {
    detections: DetectionDraft[];
    events: EventDraft[];
    recovered: RecoveredFile[];
    limits: string[];
    failures: Map<string, unknown>;
  };
  const tools = options.tools ?? new PlainRunner();
  try {
    for (const tool of chosen(options)) {
      try {
        await runOne(tool, { image, scratch, tools, found, seizedAt: options.seizedAt });
      } catch (error) {
        found.failures.set(tool.name, error);
      }
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
  return found;
}

const chosen = ({ only }: ExamineOptions): readonly AnalysisTool[] =>
  diskTools({ rules: RULES }).filter(({ name }) => only?.includes(name) ?? true);

interface OneRun {
  readonly image: string;
  readonly scratch: string;
  readonly tools: ToolRunner;
  readonly seizedAt: string | undefined;
  readonly found: {
    readonly detections: DetectionDraft[];
    readonly events: EventDraft[];
    readonly recovered: RecoveredFile[];
    readonly limits: string[];
  };
}

const PLACE = { item: 'E-0001', run: 'T-0001' } as const;

async function runOne(
  tool: AnalysisTool,
  { image, scratch, tools, found, seizedAt }: OneRun,
): Promise<void> {
  await tool.run({
    copy: { manifest: manifestFor(seizedAt), path: image, scratch },
    tools,
    signal: new AbortController().signal,
    sink: {
      detection: (draft) => {
        detectionSchema.parse({
          ...draft,
          pointers: draft.pointers.map((pointer) => ({ ...pointer, ...PLACE })),
        });
        found.detections.push(draft);
        return Promise.resolve();
      },
      event: (draft) => {
        timelineEventSchema.parse({ ...draft, pointer: { ...draft.pointer, ...PLACE } });
        found.events.push(draft);
        return Promise.resolve();
      },
      recovered: (file) => {
        found.recovered.push(file);
        return Promise.resolve();
      },
      limit: (sentence) => found.limits.push(sentence),
      progress: () => undefined,
    },
  });
}

function manifestFor(seizedAt = '2026-11-24T00:00:00.000Z'): Manifest {
  const digest = 'a'.repeat(64);
  return manifestSchema.parse({
    ...{
      v: 1,
      case: '01900000-0000-7000-8000-000000000000',
      item: 'E-0001',
      kind: 'disk',
      title: 'disk',
    },
    source: { facts: {} },
    acquired: { tool: { name: 'test', version: '0' }, startedAt: seizedAt, endedAt: seizedAt },
    content: { bytes: 1, sha256: digest },
    stored: [{ key: 'x', bytes: 1, sha256: digest, format: 'raw' }],
    ...{ completeness: { expectedBytes: 1, missing: [] }, limits: [] },
  });
}
