import { hostname } from 'node:os';
import { VERSION } from './version.ts';

/** The service that a process is, as it stands in every entry that it writes. */
export interface ServiceActor {
  readonly kind: 'service';
  readonly name: string;
  readonly version: string;
}

export const serviceActor = (name: string): ServiceActor => ({
  kind: 'service',
  name,
  version: VERSION,
});

/** One run of one process, as it stands in every line of its log. */
export const processIdentity = (name: string) => ({
  service: name,
  version: VERSION,
  host: hostname(),
  pid: process.pid,
});
