import { execFile } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { localStack } from '@afo/adapter-local';
import type { LocalStack } from '@afo/adapter-local';
import type { CaseId, Entry, EntryType, EvidenceId, Manifest, Plan, SourceKind } from '@afo/domain';
import { evidenceId, isEntry, manifestSchema, planSchema, sha256Schema } from '@afo/domain';
import {
  acquireDisk,
  acquireLog,
  acquireMemory,
  CaseBook,
  openCase,
  runStep,
  verifyEvidence,
} from '@afo/pipeline';
import { serviceActor } from '@afo/runtime';

const execute = promisify(execFile);

/** Runs a program of the machine; a missing one fails the test, since nothing else could take its place. */
export async function run(program: string, ...words: readonly string[]): Promise<string> {
  const { stdout } = await execute(program, words, { maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

export const sha256sum = async (path: string): Promise<string> =>
  (await run('sha256sum', path)).slice(0, 64);

/** Makes a sparse disk: so many bytes, and in them stretches [offset, length] of text or noise. */
export async function makeDisk(
  path: string,
  bytes: number,
  stretches: readonly (readonly [offset: number, length: number, kind: 'text' | 'noise'])[],
): Promise<void> {
  const file = await open(path, 'wx');
  await file.truncate(bytes);
  for (const [offset, length, kind] of stretches) {
    const content = Buffer.alloc(length, `a line of a log at ${String(offset)};\n`);
    const key = Buffer.alloc(16, offset % 251);
    const noise =
      kind === 'noise'
        ? createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(content)
        : content;
    await file.write(noise, 0, length, offset);
  }
  await file.sync();
  await file.close();
}

const handlers = {
  'acquire-disk': acquireDisk,
  'acquire-memory': acquireMemory,
  'acquire-log': acquireLog,
  'verify-evidence': verifyEvidence,
};

/** A case on a stack of this machine, with one planned item a source. */
export class CaseOnDisk {
  readonly folder: string;
  readonly home: string;
  readonly stack: LocalStack;
  readonly caseId: CaseId;

  constructor(folder: string, stack: LocalStack, caseId: CaseId) {
    this.folder = folder;
    this.home = join(folder, 'home');
    this.stack = stack;
    this.caseId = caseId;
  }

  static async open(
    folder: string,
    sources: readonly (readonly [kind: SourceKind, ...paths: string[]])[],
  ): Promise<CaseOnDisk> {
    const stack = await localStack({
      home: join(folder, 'home'),
      actor: serviceActor('acquisition-agent'),
    });
    const caseId = await openCase(stack.ports, {
      title: 'a case on disk',
      subject: { kind: 'host', id: 'web-01' },
      origin: 'command',
      reason: 'a test',
      sources: [],
    });
    const book = await CaseBook.open(stack.ports, caseId);
    await book.append(() => [{ type: 'plan.made', body: { plan: planOf(sources) } }]);
    return new CaseOnDisk(folder, stack, caseId);
  }

  async run(step: keyof typeof handlers, item: EvidenceId = evidenceId(1)): Promise<void> {
    await runStep({
      ports: this.stack.ports,
      handlers,
      task: { caseId: this.caseId, step, key: `${step}/${item}`, item, attempt: 1 },
      control: { signal: new AbortController().signal, progress: () => undefined },
    });
  }

  async entries(): Promise<readonly Entry[]> {
    const entries: Entry[] = [];
    for await (const { entry } of this.stack.ports.log.read(this.caseId)) entries.push(entry);
    return entries;
  }

  async last<T extends EntryType>(
    type: T,
  ): Promise<Extract<Entry, { readonly type: T }> | undefined> {
    return (await this.entries()).findLast((entry) => isEntry(entry, type));
  }

  async manifest(item: EvidenceId = evidenceId(1)): Promise<Manifest> {
    const sealed = (await this.entries()).find(
      (entry) => isEntry(entry, 'evidence.sealed') && entry.body.item === item,
    );
    if (sealed === undefined || !isEntry(sealed, 'evidence.sealed'))
      throw new Error(`${item} is not sealed`);
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.stack.ports.vault.read(sealed.body.manifest.key))
      chunks.push(chunk);
    return manifestSchema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  }

  async close(): Promise<void> {
    await this.stack.close();
  }
}

export const makeFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'afo-acquisition-'));
export const removeFolder = (folder: string): Promise<void> => rm(folder, { recursive: true });

function planOf(sources: readonly (readonly [kind: SourceKind, ...paths: string[]])[]): Plan {
  return planSchema.parse({
    playbook: { name: 'test', sha256: sha256Schema.parse('ab'.repeat(32)) },
    order: 'memory-first',
    orderReason: 'order of volatility',
    isolate: false,
    items: sources.map(([kind, ...paths], n) => ({
      item: evidenceId(n + 1),
      kind,
      title: `${kind} ${String(n + 1)}`,
      source: { kind, uris: paths.map(uriOf), title: kind },
    })),
    changes: [],
    techniques: [],
    approval: { people: 0, reason: 'a test', validForSeconds: 3600 },
  });
}

/** Paths are files; what has the form of another source stays as it is. */
const uriOf = (path: string): string => (path.startsWith('ebs:') ? path : pathToFileURL(path).href);
