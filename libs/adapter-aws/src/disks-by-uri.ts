import type { Source } from '@afo/domain';
import { PortError } from '@afo/ports';
import type { DiskSources } from '@afo/ports';

/** Snapshots by the EBS direct API; everything else as the machine itself opens it: files, attached devices. */
export const disksByUri = (snapshots: DiskSources, machine: DiskSources): DiskSources => ({
  open: (source) => sourcesOf(source, snapshots, machine).open(source),
  changes: (source, since) => {
    const changes = sourcesOf(source, snapshots, machine).changes?.(source, since);
    if (changes === undefined)
      throw new PortError('source.unsupported', 'only a snapshot says what changed since another');
    return changes;
  },
});

const sourcesOf = ({ uris }: Source, snapshots: DiskSources, machine: DiskSources): DiskSources =>
  uris.every((uri) => uri.startsWith('ebs:')) ? snapshots : machine;
