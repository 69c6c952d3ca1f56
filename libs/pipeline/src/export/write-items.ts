import { bundlePath } from '@afo/custody';
import type { StoredObject } from '@afo/domain';
import type { Ports } from '@afo/ports';
import type { BagWriter } from './bag-writer.ts';
import type { BundledItem } from './bundled-items.ts';
import type { ExportBundle } from './export-bundle.ts';
import type { LogScan } from './scan-log.ts';
import { oneChunk } from './one-chunk.ts';

interface Means {
  readonly ports: Pick<Ports, 'vault' | 'stack'>;
  readonly bag: BagWriter;
  readonly scan: LogScan;
}

/** Manifests, digest files, report files, and the stored objects or where they are. */
export async function writeItems(
  means: Means,
  items: readonly BundledItem[],
  { signal, progress }: ExportBundle,
): Promise<void> {
  const issued = new Set([...means.scan.reportFiles.values()].map(({ stored }) => stored.key));
  for (const [done, item] of items.entries()) {
    signal?.throwIfAborted();
    progress?.({ done, total: items.length, unit: 'files', activity: `exporting ${item.item}` });
    await writeManifest(means, item);
    if (item.isDisposed) continue;
    await writeBlocks(means, item);
    for (const object of item.manifest.stored) {
      // The newest report lies under its own names, and once.
      if (!issued.has(object.key)) await writeObject(means, object, item);
    }
  }
  await writeReport(means);
}

async function writeManifest({ bag }: Means, { item, manifestBytes }: BundledItem): Promise<void> {
  await bag.stream(
    bundlePath.manifest(item),
    { bytes: manifestBytes.byteLength },
    oneChunk(manifestBytes),
  );
}

async function writeBlocks({ ports, bag }: Means, { item, manifest }: BundledItem): Promise<void> {
  const { blocks } = manifest;
  if (blocks === undefined) return;
  const expected = { bytes: blocks.count * 32, sha256: blocks.digests.sha256 };
  await bag.stream(bundlePath.blocks(item), expected, ports.vault.read(blocks.digests.key));
}

async function writeObject(
  { ports, bag }: Means,
  object: StoredObject,
  { isIncluded }: BundledItem,
): Promise<void> {
  const path = bundlePath.evidence(object.key);
  if (isIncluded) await bag.stream(path, object, ports.vault.read(object.key));
  else bag.leave({ url: urlOf(ports.stack, object.key), bytes: object.bytes, path }, object.sha256);
}

/** Where an object stays: not to be fetched by any program, but whoever keeps the vault finds it by this. */
const urlOf = (stack: Ports['stack'], key: string): string => `afo-vault://${stack}/${key}`;

async function writeReport({ ports, bag, scan }: Means): Promise<void> {
  for (const { name, stored } of scan.reportFiles.values())
    await bag.stream(bundlePath.report(name), stored, ports.vault.read(stored.key));
}
