import { PortError } from '@afo/ports';
import type { BundleDestination, BundleFile, BundleSink, BundleSinks } from '@afo/ports';

/** Bundles in memory, by path. */
export class MemoryBundleSinks implements BundleSinks {
  readonly bundles = new Map<string, ReadonlyMap<string, Uint8Array>>();

  async open({ path }: BundleDestination): Promise<BundleSink> {
    await Promise.resolve();
    this.#checkFree(path);
    const files = new Map<string, Uint8Array>();
    return {
      write: async (file) => {
        files.set(checked(file.path), await bytesOf(file));
      },
      commit: async () => {
        await Promise.resolve();
        this.#checkFree(path);
        this.bundles.set(path, files);
      },
      abort: () => Promise.resolve(),
    };
  }

  #checkFree(path: string): void {
    if (this.bundles.has(path)) throw new PortError('export.exists', `${path} is there already`);
  }
}

function checked(path: string): string {
  const isSafe = path.split('/').every((part) => !['', '.', '..'].includes(part));
  if (isSafe && !path.includes('\\')) return path;
  throw new PortError('export.unwritable', 'a path in a bundle stays inside it');
}

async function bytesOf({ path, bytes, content }: BundleFile): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(Uint8Array.from(chunk));
  const all = Buffer.concat(chunks);
  if (all.byteLength === bytes) return all;
  throw new PortError('export.wrong-length', `${path} has another length than was said`);
}
