import { rejectedEventsConformance } from '../rejected-events.ts';
import { MemoryRejectedEvents } from './memory-rejected.ts';

const stores: MemoryRejectedEvents[] = [];

// Two opens of one test share a store, as two processes share a folder.
rejectedEventsConformance(() => {
  const store = stores.length % 2 === 0 ? new MemoryRejectedEvents() : stores.at(-1);
  if (store === undefined) return Promise.reject(new Error('a store is made first'));
  stores.push(store);
  return Promise.resolve(store);
});
