import { randomUUID } from 'node:crypto';
import { bundleSinkConformance } from '../bundle-sink.ts';
import { MemoryBundleSinks } from './memory-bundle-sinks.ts';

bundleSinkConformance(() => {
  const sinks = new MemoryBundleSinks();
  return Promise.resolve({
    sinks,
    format: 'directory' as const,
    path: () => Promise.resolve(randomUUID()),
    read: (path: string) => Promise.resolve(sinks.bundles.get(path)),
    leftovers: () => Promise.resolve(0),
  });
});
