import { createHash } from 'node:crypto';
import type { EvidenceId, Manifest, ReportFile, StoredObject } from '@afo/domain';
import { sha256Schema } from '@afo/domain';
import { putStream } from '../evidence/seal-item.ts';
import type { StepContext } from '../step/step.ts';

type Content = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** The files of one report as they are stored, and the digest over all of them in their order. */
export class Shelf {
  readonly files: ReportFile[] = [];
  readonly #context: StepContext;
  readonly #item: EvidenceId;
  readonly #hash = createHash('sha256');
  #bytes = 0;

  constructor(context: StepContext, item: EvidenceId) {
    this.#context = context;
    this.#item = item;
  }

  get signal(): AbortSignal {
    return this.#context.signal;
  }

  async put(
    name: string,
    { media, format }: { readonly media: string; readonly format: StoredObject['format'] },
    content: Content,
  ): Promise<void> {
    const { ports, book, signal, progress } = this.#context;
    signal.throwIfAborted();
    progress({ done: this.files.length, unit: 'files', activity: `writing ${name}` });
    const address = { case: book.id, item: this.#item, name, format };
    const stored = await putStream(ports, address, this.#counted(content));
    this.files.push({ name, media, stored });
  }

  /** Of the content: the files one behind the other (docs/spec/evidence-item.md line 5). */
  get content(): Manifest['content'] {
    return { bytes: this.#bytes, sha256: sha256Schema.parse(this.#hash.copy().digest('hex')) };
  }

  async *#counted(content: Content): AsyncGenerator<Uint8Array> {
    for await (const piece of content) {
      const chunk = typeof piece === 'string' ? Buffer.from(piece) : piece;
      this.#hash.update(chunk);
      this.#bytes += chunk.byteLength;
      yield chunk;
    }
  }
}
