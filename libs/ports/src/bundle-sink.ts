/** Where a bundle goes, and as what. */
export interface BundleDestination {
  /** A path of this machine, for people to choose. */
  readonly path: string;
  readonly format: 'directory' | 'tar';
}

/** One file of a bundle. `path` is relative, with slashes; `content` gives exactly `bytes` bytes. */
export interface BundleFile {
  readonly path: string;
  readonly bytes: number;
  readonly content: AsyncIterable<Uint8Array>;
}

/** A bundle in the making: nothing is under its name before `commit` has resolved. */
export interface BundleSink {
  /** Takes the files one after the other. @throws PortError `export.wrong-length` */
  write(file: BundleFile): Promise<void>;
  /** Makes the whole bundle durable and gives it its name, in one act. */
  commit(): Promise<void>;
  /** Gives up; leaves nothing behind. Safe after any error, and after `commit` (then a no-op). */
  abort(): Promise<void>;
}

/**
 * Writes bundles outside the vault, for others to take away.
 *
 * MUST: refuse a destination that exists, when it is opened and again when it is committed (`export.exists`); refuse
 * paths that leave the bundle; refuse content of another length than was said (`export.wrong-length`); make files and
 * names durable before `commit` resolves. MUST NOT: overwrite, or leave a part of a bundle under its name.
 */
export interface BundleSinks {
  open(destination: BundleDestination): Promise<BundleSink>;
}
