import { createHash } from 'node:crypto';
import { zstdDecompressSync } from 'node:zlib';
import { memoryPorts } from '@afo/conformance/memory';
import type { MemoryPorts } from '@afo/conformance/memory';
import type { CaseState, EvidenceId, Sha256 } from '@afo/domain';
import { evidenceId, sha256Schema } from '@afo/domain';
import type { AnalysisTool, DetectionDraft, EventDraft, ImageFiles, Ports } from '@afo/ports';
import { PortError } from '@afo/ports';
import { analyse, CaseBook, openCase, runStep, sealItem } from '../../src/index.ts';
import type { Workspace } from '../../src/index.ts';

export const DISK = evidenceId(1);
export const content = Buffer.from('the bytes of a disk');
export const sha256 = (bytes: Uint8Array): Sha256 =>
  sha256Schema.parse(createHash('sha256').update(bytes).digest('hex'));

/** Images in memory; `touch` is what a tool does that must not. */
class MemoryImages implements ImageFiles {
  readonly files = new Map<string, Buffer>();

  create(path: string, bytes: number) {
    const file = Buffer.alloc(bytes);
    return Promise.resolve({
      write: (offset: number, part: Uint8Array) => {
        file.set(part, offset);
        return Promise.resolve();
      },
      commit: () => {
        this.files.set(path, file);
        return Promise.resolve();
      },
      abort: () => Promise.resolve(),
    });
  }

  digest(path: string) {
    const file = this.files.get(path);
    if (file === undefined) return Promise.reject(new PortError('image-file.not-found', path));
    return Promise.resolve({ bytes: file.length, sha256: sha256(file) });
  }

  remove(path: string): Promise<void> {
    this.files.delete(path);
    return Promise.resolve();
  }

  touch(path: string): void {
    this.files.get(path)?.set([0xff]);
  }
}

const workspace = (): Workspace & { readonly opened: Set<string> } => {
  const opened = new Set<string>();
  return {
    opened,
    open: ({ item }) => {
      opened.add(item);
      return Promise.resolve({
        copy: `/copies/${item}/copy`,
        scratch: `/copies/${item}/scratch`,
        close: () => {
          opened.delete(item);
          return Promise.resolve();
        },
      });
    },
  };
};

export const detection = (title: string): DetectionDraft => ({
  rule: 'test.rule',
  title,
  description: 'something was seen',
  severity: 'high',
  confidence: 'high',
  attack: ['T1036'],
  pointers: [{ path: '/etc/passwd', line: 3 }],
  facts: {},
});

export const event = (second: number): EventDraft => ({
  at: `2026-11-18T02:00:${String(second).padStart(2, '0')}.000Z` as EventDraft['at'],
  kind: 'log',
  source: 'test',
  summary: `event ${second} \u2028 with a line separator`,
  pointer: { line: second },
});

export const tool = (
  name: string,
  run: AnalysisTool['run'],
  change: Partial<AnalysisTool> = {},
): AnalysisTool => ({
  name,
  inputs: ['disk'],
  identify: () => Promise.resolve({ tool: { name, version: '1.0' }, ruleSets: [] }),
  run,
  ...change,
});

export interface Stage {
  readonly ports: MemoryPorts;
  readonly images: MemoryImages;
  readonly place: ReturnType<typeof workspace>;
  readonly run: (tools: readonly AnalysisTool[], attempt?: number) => Promise<CaseState>;
  readonly lines: (item: EvidenceId) => Promise<readonly unknown[]>;
  readonly types: () => Promise<readonly string[]>;
}

export async function stage(): Promise<Stage> {
  const images = new MemoryImages();
  const ports = { ...memoryPorts(), images };
  const caseId = await openCase(ports, {
    title: 'web-01',
    subject: { kind: 'host', id: 'web-01' },
    origin: 'command',
    reason: 'suspected',
    sources: [],
  });
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
        name: 'disk',
        format: 'raw',
        compress: false,
        content,
      },
      ...{ facts: {}, tool: { name: 'test', version: '0' }, limits: [] },
    },
  );
  const place = workspace();
  return {
    ports,
    images,
    place,
    run: async (tools, attempt = 1) => {
      await runStep({
        ports,
        handlers: { analyse: analyse({ tools, workspace: place }) },
        task: { caseId, step: 'analyse', key: 'analyse/E-0001', item: DISK, attempt },
        control: { signal: new AbortController().signal, progress: () => undefined },
      });
      return (await CaseBook.open(ports, caseId)).state;
    },
    lines: (item) => linesOf(ports, caseId, item),
    types: async () => {
      const types: string[] = [];
      for await (const { entry } of ports.log.read(caseId, 0)) types.push(entry.type);
      return types;
    },
  };
}

async function linesOf(
  ports: Ports,
  caseId: CaseState['id'],
  item: EvidenceId,
): Promise<readonly unknown[]> {
  const { state } = await CaseBook.open(ports, caseId);
  const manifestKey = state.items.get(item)?.sealed?.manifest.key ?? '';
  const read = async (key: string): Promise<Buffer> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of ports.vault.read(key)) chunks.push(Uint8Array.from(chunk));
    return Buffer.concat(chunks);
  };
  const manifest = JSON.parse((await read(manifestKey)).toString()) as {
    stored: [{ key: string }];
  };
  const text = zstdDecompressSync(await read(manifest.stored[0].key)).toString();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}
