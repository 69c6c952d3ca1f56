/**
 * A process that puts objects into a vault until it is killed or the disk is full. Used by vault-crash.test.ts.
 * Arguments: folder of the vault, bytes of an object, how many objects. Prints a key per committed object.
 */
import { writeSync } from 'node:fs';
import { evidenceId, instantOf } from '@afo/domain';
import { SAMPLE_CASE } from '@afo/domain/testing';
import { PortError } from '@afo/ports';
import { FolderVault } from '../../src/vault/folder-vault.ts';

const [root = '', bytes = '0', count = '0'] = process.argv.slice(2);
const vault = await FolderVault.open({ root, now: () => instantOf(Date.now()) });
try {
  for (let part = 0; part < Number(count); part += 1) {
    const writer = await vault.create({
      case: SAMPLE_CASE,
      item: evidenceId(1),
      name: `part-${String(part)}`,
      format: 'raw',
      part,
    });
    try {
      for (let at = 0; at < Number(bytes); at += 65_536) {
        await writer.write(new Uint8Array(Math.min(65_536, Number(bytes) - at)).fill(part + 1));
      }
      writeSync(1, `${(await writer.commit()).key}\n`);
    } catch (error) {
      await writer.abort();
      throw error;
    }
  }
} catch (error) {
  if (!(error instanceof PortError)) throw error;
  writeSync(1, `error ${error.code} ${String(error.retryable)}\n`);
}
