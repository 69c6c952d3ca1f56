import { describe, expect, it } from 'vitest';
import { parseFsstat } from './fsstat-output.ts';

const lines = `FILE SYSTEM INFORMATION
--------------------------------------------
File System Type: Ext4
Volume Name: cloudimg-rootfs
Last Written at: 2026-11-18 02:30:20 (UTC)
Last Checked at: 2026-10-19 02:00:00 (UTC)
Last Mounted at: empty
InCompat Features: Filetype, Needs Recovery, Extents, 64bit`.split('\n');

describe('when the facts of a file system are read', () => {
  it('gives type, label, the moments that it keeps, and whether its journal holds more', () => {
    const { moments, ...facts } = parseFsstat(lines);

    expect(facts).toEqual({ type: 'Ext4', label: 'cloudimg-rootfs', needsRecovery: true });
    expect([...moments]).toEqual([
      ['Last Written at', 1794969020],
      ['Last Checked at', 1792375200],
    ]);
  });
});
