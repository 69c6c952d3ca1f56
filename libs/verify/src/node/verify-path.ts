import { stat } from 'node:fs/promises';

import type { BundleReader } from '../bundle-reader.ts';
import { VerifyError } from '../errors.ts';
import type { Verification, VerifyOptions } from '../verification.ts';
import { verifyBundle } from '../verify-bundle.ts';
import { directoryReader } from './directory-reader.ts';
import { tarReader } from './tar-reader.ts';
import { decodeZstd } from './zstd-decoder.ts';

/** Verifies a bundle that lies at a path: a directory or a tar archive. A path that holds neither is exit code 2. */
export const verifyPath = (path: string, options: VerifyOptions = {}): Promise<Verification> =>
  withBundle(path, (reader) => verifyBundle(reader, { decode: decodeZstd, ...options }));

/** Opens the bundle at a path for as long as `use` takes. */
export async function withBundle<T>(
  path: string,
  use: (reader: BundleReader) => Promise<T>,
): Promise<T> {
  const { reader, close } = await opened(path);
  try {
    return await use(reader);
  } finally {
    await close();
  }
}

interface Opened {
  readonly reader: BundleReader;
  readonly close: () => Promise<void>;
}

async function opened(path: string): Promise<Opened> {
  try {
    if ((await stat(path)).isDirectory()) return { reader: directoryReader(path), close: nothing };
    const reader = await tarReader(path);
    return { reader, close: reader.close };
  } catch (cause) {
    return { reader: unreadable(cause), close: nothing };
  }
}

/** A reader of something that could not be opened: the verdict over it says why. */
function unreadable(cause: unknown): BundleReader {
  const error =
    cause instanceof VerifyError
      ? cause
      : new VerifyError('verify.unreadable', `it cannot be opened: ${String(cause)}`, { cause });
  const refuse = (): never => {
    throw error;
  };
  return { list: refuse, size: refuse, open: refuse };
}

const nothing = (): Promise<void> => Promise.resolve();
