import { SaxesParser } from 'saxes';
import { AnalysisError } from '../errors.ts';
import { FileObject } from './fiwalk-file-object.ts';
import type { WalkedFile } from './fiwalk-file-object.ts';

export interface WalkedVolume {
  /** Byte offset in the image. */
  readonly offset: number;
  readonly fileSystem: string;
  readonly blockSize: number;
}

export type WalkedItem =
  | { readonly kind: 'volume'; readonly volume: WalkedVolume }
  | { readonly kind: 'file'; readonly volume: number; readonly file: WalkedFile };

const TEXT_BYTES = 4 * 1024 * 1024;

/**
 * Reads what fiwalk(1) prints: Digital Forensics XML, one object a name. Names come without loss (bytes that are no
 * UTF-8 and control characters as `\xNN`, the backslash itself as `\x5C`), and with them the place of every byte of
 * the content in the image. Throws when the document does not come to its end.
 */
export async function* readFiwalk(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<WalkedItem, void, undefined> {
  const reader = new FiwalkReader();
  // The text of links holds raw bytes: one character a byte until the fields are decoded.
  for await (const chunk of chunks) {
    reader.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1'));
    yield* reader.take();
  }
  reader.close();
  yield* reader.take();
}

type Attributes = Readonly<Record<string, unknown>>;

class FiwalkReader {
  readonly #parser = new SaxesParser({ position: false, xmlns: false });
  readonly #open: string[] = [];
  #items: WalkedItem[] = [];
  #text = '';
  #offset = 0;
  #volume: { fileSystem: string; blockSize: number } | undefined;
  #file: FileObject | undefined;
  #ended = false;

  constructor() {
    this.#parser.on('error', (cause) => {
      throw new AnalysisError('analysis.output-not-understood', 'fiwalk printed no XML', { cause });
    });
    this.#parser.on('opentag', ({ name, attributes }) => {
      this.#opened(name, attributes);
    });
    this.#parser.on('text', (text) => {
      this.#heard(text);
    });
    this.#parser.on('closetag', ({ name }) => {
      this.#closed(name);
    });
  }

  write(text: string): void {
    this.#parser.write(text);
  }

  close(): void {
    this.#parser.close();
    if (!this.#ended) {
      throw new AnalysisError(
        'analysis.output-cut-off',
        'the listing of fiwalk ends before its end',
      );
    }
  }

  take(): readonly WalkedItem[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }

  #opened(name: string, attributes: Attributes): void {
    this.#open.push(name);
    this.#text = '';
    if (name === 'volume') {
      this.#offset = Number(attributes['offset']);
      this.#volume = { fileSystem: 'unknown', blockSize: 0 };
    } else if (name === 'fileobject') {
      this.#announceVolume();
      this.#file = new FileObject();
    } else if (name === 'byte_run') {
      this.#file?.run(attributes);
    }
  }

  #heard(text: string): void {
    this.#text += text;
    if (this.#text.length > TEXT_BYTES) {
      throw new AnalysisError('analysis.output-not-understood', 'a field of more than 4 MiB');
    }
  }

  #closed(name: string): void {
    this.#open.pop();
    const parent = this.#open.at(-1);
    if (parent === 'fileobject') this.#file?.field(name, this.#text);
    else if (parent === 'volume') this.#volumeField(name);
    if (name === 'fileobject' && this.#file !== undefined) {
      this.#items.push({ kind: 'file', volume: this.#offset, file: this.#file.finish() });
      this.#file = undefined;
    }
    if (name === 'volume') this.#announceVolume();
    if (name === 'dfxml') this.#ended = true;
  }

  #volumeField(name: string): void {
    if (this.#volume === undefined) return;
    if (name === 'ftype_str') this.#volume.fileSystem = this.#text;
    if (name === 'block_size') this.#volume.blockSize = Number(this.#text);
  }

  #announceVolume(): void {
    if (this.#volume === undefined) return;
    this.#items.push({ kind: 'volume', volume: { offset: this.#offset, ...this.#volume } });
    this.#volume = undefined;
  }
}
