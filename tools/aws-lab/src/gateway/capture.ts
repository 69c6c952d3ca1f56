import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** Writes what goes through the gateway to a folder, for a search after secrets (F-62). */
export interface Capture {
  whole(number: number, side: 'request' | 'response', body: Uint8Array): void;
  stream(number: number, side: 'request' | 'response', body: Readable): void;
}

/** Without a folder nothing is written. What STS answers holds credentials by its nature; see `isCaptured`. */
export function captureTo(folder: string | undefined): Capture {
  if (folder === undefined) return { whole: () => undefined, stream: () => undefined };
  mkdirSync(folder, { recursive: true });
  const path = (number: number, side: string): string => join(folder, `${number}-${side}`);
  return {
    whole: (number, side, body) => {
      writeFileSync(path(number, side), body);
    },
    stream: (number, side, body) => {
      body.pipe(createWriteStream(path(number, side)));
    },
  };
}

export const isCaptured = (service: string): boolean => service !== 'sts';
