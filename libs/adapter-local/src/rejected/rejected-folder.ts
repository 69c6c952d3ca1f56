import { link, open, readdir, rename, unlink } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { byAge, damagedRejection, decodeRejected, encodeRejected, rejectedId } from '@afo/custody';
import type { RejectedFile } from '@afo/custody';
import type { RejectedDraft, RejectedEvent, RejectedEvents } from '@afo/ports';
import { PortError } from '@afo/ports';
import { makeFolder, syncFolder } from '../vault/durable.ts';
import { systemCode } from '../vault/disk-error.ts';

const SUFFIX = '.rejected';
const ID = /^[0-9a-f]{32}$/;

/**
 * Rejected events as files of a folder: `waiting/` for what may be replayed, `replayed/` for what was. A file is made
 * under a passing name, made durable, and then linked to its own, so that it is there whole or not at all.
 */
export class RejectedFolder implements RejectedEvents {
  readonly #waiting: string;
  readonly #replayed: string;
  readonly #passing: string;

  /** Takes the folder as it is; `open` makes what is missing. */
  constructor(root: string) {
    this.#waiting = join(root, 'waiting');
    this.#replayed = join(root, 'replayed');
    this.#passing = join(root, 'passing');
  }

  /** Opens the folder, and makes it where it is missing. @throws PortError `rejected-events.unavailable` */
  static async open(root: string): Promise<RejectedFolder> {
    const folder = new RejectedFolder(root);
    await onDisk(async () => {
      for (const part of [folder.#waiting, folder.#replayed, folder.#passing])
        await makeFolder(root, part);
    });
    return folder;
  }

  async keep(rejection: RejectedDraft): Promise<string> {
    const id = rejectedId(rejection);
    await onDisk(async () => {
      const passing = join(this.#passing, randomUUID());
      await writeDurably(passing, encodeRejected(id, rejection));
      try {
        await link(passing, this.#fileOf(id));
      } catch (error) {
        // Kept before: the same bytes with the same fault.
        if (systemCode(error) !== 'EEXIST') throw error;
      } finally {
        await unlink(passing);
      }
      await syncFolder(this.#waiting);
    });
    return id;
  }

  async list(): Promise<readonly RejectedEvent[]> {
    return await onDisk(async () => {
      const names = (await readdir(this.#waiting)).filter((name) => name.endsWith(SUFFIX)).sort();
      const events: RejectedEvent[] = [];
      for (const name of names) events.push(await this.#headOf(name.slice(0, -SUFFIX.length)));
      return events.sort(byAge);
    });
  }

  async read(id: string): Promise<Uint8Array> {
    return (await this.#load(id)).raw;
  }

  async settle(id: string): Promise<void> {
    await onDisk(async () => {
      try {
        await rename(this.#fileOf(id), join(this.#replayed, `${id}${SUFFIX}`));
      } catch (error) {
        if (systemCode(error) !== 'ENOENT') throw error;
        // Settled before, or never kept.
        await open(join(this.#replayed, `${id}${SUFFIX}`)).then(
          (handle) => handle.close(),
          () => Promise.reject(notFound(id)),
        );
      }
      await syncFolder(this.#replayed);
      await syncFolder(this.#waiting);
    });
  }

  async #headOf(id: string): Promise<RejectedEvent> {
    try {
      return (await this.#load(id)).event;
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      return damagedRejection(id, error.message);
    }
  }

  async #load(id: string): Promise<RejectedFile> {
    return await onDisk(async () => {
      try {
        const handle = await open(this.#fileOf(id));
        try {
          const file = decodeRejected(id, await handle.readFile());
          if (file === undefined) throw damaged(id);
          return file;
        } finally {
          await handle.close();
        }
      } catch (error) {
        if (systemCode(error) === 'ENOENT') throw notFound(id);
        throw error;
      }
    });
  }

  #fileOf(id: string): string {
    // The id comes from a command line; a path never does.
    if (!ID.test(id)) throw notFound(id);
    return join(this.#waiting, `${id}${SUFFIX}`);
  }
}

async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o640);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const notFound = (id: string): PortError =>
  new PortError(
    'rejected-events.not-found',
    `no rejected event ${ID.test(id) ? id : 'of that id'}`,
  );

const damaged = (id: string): PortError =>
  new PortError('rejected-events.damaged', `the file of rejected event ${id} is damaged`);

async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof PortError) throw cause;
    throw new PortError(
      'rejected-events.unavailable',
      `the folder of rejected events failed (${systemCode(cause) ?? 'unexpected'})`,
      { cause, retryable: true },
    );
  }
}
