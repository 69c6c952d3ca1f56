import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { timeOf } from '../disk/peers.ts';
import type { PeerTime } from '../disk/peers.ts';
import { SNAPSHOT } from './lab-process.ts';

/** Another reader of snapshots (crates.io), where it is on the PATH: blocks, checksums compared, into a raw file. */
export function timeOfColdsnap(
  url: string,
  folder: string,
): PeerTime | { readonly missing: string } {
  const file = join(folder, 'coldsnap.raw');
  // The lab takes the account for a key, and checks no signature.
  process.env['AWS_ACCESS_KEY_ID'] = SNAPSHOT.account;
  process.env['AWS_SECRET_ACCESS_KEY'] = 'lab';
  const where = ['--endpoint', url, '--region', SNAPSHOT.region];
  const words = ['download', '--no-progress', SNAPSHOT.id, file];
  const found = timeOf({ name: 'coldsnap', commands: [['coldsnap', ...where, ...words]] });
  rmSync(file, { force: true });
  return 'missing' in found && found.missing.includes('not installed')
    ? { missing: 'coldsnap is not on the PATH (cargo install coldsnap)' }
    : found;
}
