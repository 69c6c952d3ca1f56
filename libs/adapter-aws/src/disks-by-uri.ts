import type { DiskSources } from '@afo/ports';

/** Snapshots by the EBS direct API; everything else as the machine itself opens it: files, attached devices. */
export const disksByUri = (snapshots: DiskSources, machine: DiskSources): DiskSources => ({
  open: (source) =>
    source.uris.every((uri) => uri.startsWith('ebs:'))
      ? snapshots.open(source)
      : machine.open(source),
});
