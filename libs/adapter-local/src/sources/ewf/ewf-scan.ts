import type { SourceFacts } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { RawFile } from '../raw-file.ts';
import { noTable, readTable } from './chunk-tables.ts';
import type { ChunkTable } from './chunk-tables.ts';
import { readDigests, readHeaderText } from './embedded.ts';
import { bytesAt, sectionsOf } from './segment-file.ts';
import type { Section } from './segment-file.ts';
import { readVolume } from './volume.ts';
import type { Volume } from './volume.ts';

const MOST_TEXTS = 1000;

/** What the sections of all segments say, gathered before a chunk is read. */
export class EwfScan {
  readonly tables: ChunkTable[] = [];
  readonly limits: string[] = [];
  embedded: NonNullable<SourceFacts['embedded']> = {};
  header: SourceFacts['facts'] = {};
  #volume: Volume | undefined;
  #chunks = 0;
  #end = 0;
  #awaitsCopy = false;
  #isDone = false;
  #texts = 0;

  static async of(files: readonly RawFile[]): Promise<EwfScan> {
    const scan = new EwfScan();
    for (const file of files)
      for (const section of await sectionsOf(file)) await scan.#take(file, section);
    scan.#finish(files);
    return scan;
  }

  get volume(): Volume {
    if (this.#volume === undefined)
      throw new PortError('source.device-error', 'the E01 does not say what disk it holds');
    return this.#volume;
  }

  async #take(file: RawFile, section: Section): Promise<void> {
    switch (section.type) {
      case 'volume':
      case 'disk':
        this.#volume ??= await readVolume(file, section);
        return;
      case 'header':
      case 'header2':
        if (!this.#mayRead()) return;
        this.header = { ...(await readHeaderText(file, section)), ...this.header };
        return;
      case 'sectors':
        this.#end = section.start + section.length;
        return;
      case 'table':
        await this.#table(file, section);
        return;
      case 'table2':
        // The copy counts only where the table itself is damaged.
        if (this.#awaitsCopy) await this.#table(file, section);
        if (this.#awaitsCopy) throw noTable(file.path);
        return;
      case 'hash':
      case 'digest':
      case 'xhash':
        if (!this.#mayRead()) return;
        this.embedded = { ...this.embedded, ...(await readDigests(file, section)) };
        return;
      case 'error2':
        await this.#errors(file, section);
        return;
      case 'done':
        this.#isDone = true;
        return;
      default:
        return;
    }
  }

  /** Each segment repeats these; a hostile file repeats them a hundred thousand times. */
  #mayRead(): boolean {
    this.#texts += 1;
    return this.#texts <= MOST_TEXTS;
  }

  async #table(file: RawFile, section: Section): Promise<void> {
    if (this.#awaitsCopy && section.type === 'table') throw noTable(file.path);
    // Old files keep the chunks in the table section itself, behind the entries.
    const end = this.#end > 0 ? this.#end : section.start + section.length;
    const table = await readTable(file, section, { firstChunk: this.#chunks, end });
    this.#awaitsCopy = table === undefined;
    if (table === undefined) return;
    this.tables.push(table);
    this.#chunks += table.count;
  }

  /** Sectors that could not be read when the E01 was made: its content there is not the disk's. */
  async #errors(file: RawFile, section: Section): Promise<void> {
    const count = (await bytesAt(file, section.start, 4)).readUInt32LE(0);
    if (count > 0)
      this.limits.push(
        `the E01 notes ${String(count)} runs of sectors that could not be read when it was made; its content there is filled in`,
      );
  }

  #finish(files: readonly RawFile[]): void {
    const last = files.at(-1)?.path ?? '';
    if (!this.#isDone)
      throw new PortError(
        'source.not-found',
        `the E01 goes on behind ${last}: a segment is missing, or it was cut`,
      );
    if (this.#awaitsCopy) throw noTable(last);
    const { chunks } = this.volume;
    if (this.#chunks < chunks)
      this.limits.push(
        `the E01 holds ${String(this.#chunks)} of the ${String(chunks)} chunks that it names`,
      );
  }
}
