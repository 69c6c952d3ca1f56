import { bundlePath } from '@afo/custody';
import type { CaseId } from '@afo/domain';
import type { Ports } from '@afo/ports';
import type { BagWriter } from './bag-writer.ts';
import { measureLog } from './scan-log.ts';
import { oneChunk } from './one-chunk.ts';

interface Means {
  readonly ports: Pick<Ports, 'log' | 'signer'>;
  readonly bag: BagWriter;
  readonly caseId: CaseId;
}

/** The log up to the entry of the export, its leaves, checkpoints, timestamps and keys. */
export async function writeLog({ ports, bag, caseId }: Means, entries: number): Promise<void> {
  const { bytes, leaves } = await measureLog(ports.log, { caseId, entries });
  await bag.stream(bundlePath.caseLog, { bytes }, linesOf(ports, caseId, entries));
  await bag.stream(bundlePath.caseLeaves, { bytes: leaves.byteLength }, oneChunk(leaves));
  for (const { size, note, timestamp } of await ports.log.checkpoints(caseId)) {
    // Later ones speak of entries that the bundle does not hold.
    if (size > entries) continue;
    await bag.text(bundlePath.checkpoint(size), note);
    if (timestamp !== undefined)
      await bag.stream(
        bundlePath.timestamp(size),
        { bytes: timestamp.byteLength },
        oneChunk(timestamp),
      );
  }
  const key = await ports.signer.publicKey();
  await bag.text(bundlePath.key(key), `${key}\n`);
}

async function* linesOf(
  { log }: Pick<Ports, 'log'>,
  caseId: CaseId,
  entries: number,
): AsyncGenerator<Uint8Array> {
  for await (const { entry, line } of log.read(caseId)) {
    if (entry.seq >= entries) return;
    yield Buffer.from(`${line}\n`);
  }
}
