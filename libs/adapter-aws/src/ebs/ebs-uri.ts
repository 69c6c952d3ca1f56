import { PortError } from '@afo/ports';

/** Which snapshot is meant, and whose key and endpoint read it. */
export interface SnapshotAddress {
  readonly account: string;
  readonly region: string;
  readonly snapshot: string;
}

const FORM = /^ebs:(?:(?:(\d{12}):)?([a-z]{2,4}(?:-[a-z]+)+-\d{1,2}):)?(snap-[0-9a-f]{8,32})$/;

/**
 * `ebs:snap-…`, `ebs:<region>:snap-…` or `ebs:<account>:<region>:snap-…`; what is left out is that of the reader. The
 * account is the one in whose name the snapshot is read: its owner, or one that it is shared with.
 * @throws PortError `source.unsupported`
 */
export function snapshotAddress(
  uris: readonly string[],
  home: { readonly account: string; readonly region: string },
): SnapshotAddress {
  const [uri = '', ...more] = uris;
  const [, account, region, snapshot] = FORM.exec(uri) ?? [];
  if (snapshot === undefined || more.length > 0)
    throw new PortError('source.unsupported', 'an EBS source is one uri of the form ebs:snap-…');
  return { account: account ?? home.account, region: region ?? home.region, snapshot };
}

/** Whether a uri names a snapshot. */
export const isSnapshotUri = (uri: string): boolean => FORM.test(uri);

/** The same, written out. */
export const snapshotUri = ({ account, region, snapshot }: SnapshotAddress): string =>
  `ebs:${account}:${region}:${snapshot}`;
