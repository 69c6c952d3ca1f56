export interface FileSystemFacts {
  /** E.g. `Ext4`. */
  readonly type: string;
  readonly label: string;
  /** What the superblock says of moments, in seconds since 1970, by the name that fsstat gives it. */
  readonly moments: ReadonlyMap<string, number>;
  /** Changes may be in its journal that have not reached their places. */
  readonly needsRecovery: boolean;
}

const MOMENT =
  /^(Last \w+ at|Created|File System Creation): (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?:\.\d+)? \(UTC\)$/;

/** Reads the head of what fsstat(1) prints where the time zone is UTC; block groups are passed over. */
export function parseFsstat(lines: readonly string[]): FileSystemFacts {
  const value = (name: string): string =>
    lines
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2)
      .trim() ?? '';
  const moments = new Map<string, number>();
  for (const line of lines) {
    const [, name, text] = MOMENT.exec(line) ?? [];
    if (name === undefined || text === undefined) continue;
    const seconds = Date.parse(`${text.replace(' ', 'T')}Z`) / 1000;
    if (seconds > 0) moments.set(name, seconds);
  }
  const features = value('InCompat Features');
  return {
    type: value('File System Type'),
    label: value('Volume Name'),
    moments,
    needsRecovery: features.includes('Needs Recovery'),
  };
}
