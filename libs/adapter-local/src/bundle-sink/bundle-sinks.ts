import type { BundleSinks } from '@afo/ports';
import { openDirectory } from './directory-sink.ts';
import { openTar } from './tar-sink.ts';

/** Bundles as directories or tar files of this machine. */
export const localBundleSinks: BundleSinks = {
  open: ({ path, format }) => (format === 'tar' ? openTar(path) : openDirectory(path)),
};
