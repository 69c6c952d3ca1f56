import type { GuideItem } from '@afo/custody';
import { bundlePath, verifyGuide } from '@afo/custody';
import type { CaseId } from '@afo/domain';
import type { Ports } from '@afo/ports';
import type { BagWriter } from './bag-writer.ts';
import type { BundledItem } from './bundled-items.ts';
import type { LogScan } from './scan-log.ts';

interface Means {
  readonly ports: Pick<Ports, 'log' | 'signer'>;
  readonly bag: BagWriter;
  readonly caseId: CaseId;
  readonly scan: LogScan;
}

/** VERIFY.md: how to check this very bundle by hand. */
export async function writeGuide(
  { ports, bag, caseId, scan }: Means,
  items: readonly BundledItem[],
  entries: number,
): Promise<void> {
  const checkpoints = await ports.log.checkpoints(caseId);
  const stamped = checkpoints.filter(
    ({ size, timestamp }) => size <= entries && timestamp !== undefined,
  );
  const guide = verifyGuide({
    caseId,
    size: entries,
    vkey: await ports.signer.publicKey(),
    timestamps: stamped.map(({ size }) => size),
    items: items.flatMap((item) => guideItem(item, scan)),
  });
  await bag.text(bundlePath.guide, guide);
}

/** An item that can be checked by its bytes: it went with them, or it is the report, which always does. */
function guideItem(
  { item, manifest, isIncluded, isDisposed }: BundledItem,
  scan: LogScan,
): GuideItem[] {
  const reports = new Map(
    [...scan.reportFiles.values()].map(({ name, stored }) => [stored.key, bundlePath.report(name)]),
  );
  const isThere = isIncluded || manifest.stored.every(({ key }) => reports.has(key));
  if (isDisposed || !isThere) return [];
  const inOrder = manifest.stored.toSorted((a, b) => (a.part ?? 0) - (b.part ?? 0));
  return [
    {
      item,
      sha256: manifest.content.sha256,
      objects: inOrder.map(({ key }) => reports.get(key) ?? bundlePath.evidence(key)),
      isCompressed: inOrder.some(({ format }) => format.startsWith('zstd')),
      hasBlocks: manifest.blocks !== undefined,
    },
  ];
}
